package fanvue_test

import (
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
)

// Several goroutines may range over one iterator at once: each gets everything.
func TestIteratorsAreRangedOverAtOnce(t *testing.T) {
	t.Parallel()
	server := &listServer{style: byNumber, pages: 4, size: 3}
	client := server.client(t, fanvue.WithPrefetch(2))
	found := 0
	for prefix, view := range map[string]reflect.Value{"": reflect.ValueOf(client).Elem(), "Creator.": reflect.ValueOf(client.Creator(creatorID))} {
		for i := range view.NumField() {
			service := view.Type().Field(i)
			for j := range service.Type.NumMethod() {
				method := service.Type.Method(j)
				if !service.IsExported() || method.Type.NumOut() != 1 || !method.Type.Out(0).CanSeq2() {
					continue
				}
				found++
				items := view.Field(i).Method(j).Call(exampleArguments(t, method.Type))[0]
				var group sync.WaitGroup
				counts := make([]int, 3)
				for n := range counts {
					group.Go(func() {
						for range items.Seq2() {
							counts[n]++
						}
					})
				}
				group.Wait()
				if counts[0] == 0 || !slices.Equal(counts, slices.Repeat(counts[:1], len(counts))) {
					t.Errorf("%s%s.%s: %d items", prefix, service.Name, method.Name, counts)
				}
			}
		}
	}
	if found < 55 {
		t.Errorf("found %d iterators, want at least 55", found)
	}
}

// exampleArguments returns arguments for an iterator of a service. Its options are
// nil.
func exampleArguments(t *testing.T, method reflect.Type) []reflect.Value {
	arguments := []reflect.Value{reflect.ValueOf(t.Context())}
	for i := 2; i < method.NumIn(); i++ {
		switch in := method.In(i); {
		case in.Kind() == reflect.String:
			arguments = append(arguments, reflect.ValueOf(fanID).Convert(in))
		case in.Kind() == reflect.Slice:
			arguments = append(arguments, reflect.ValueOf([]string{fanID}))
		case in == reflect.TypeFor[time.Time]():
			arguments = append(arguments, reflect.ValueOf(time.Unix(1, 0)))
		case in == reflect.TypeFor[fanvue.MessageBatchParams]():
			arguments = append(arguments, reflect.ValueOf(fanvue.MessageBatchParams{ChatUUIDs: []string{fanID}}))
		case in == reflect.TypeFor[fanvue.MediaBulkParams]():
			arguments = append(arguments, reflect.ValueOf(fanvue.MediaBulkParams{MediaUUIDs: []string{fanID}}))
		default:
			arguments = append(arguments, reflect.Zero(in))
		}
	}
	return arguments
}
