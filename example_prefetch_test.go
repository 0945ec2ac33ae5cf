package fanvue_test

import (
	"context"
	"fmt"
	"log"

	"github.com/fanvue-go/fanvue"
)

func ExampleContextWithPrefetch() {
	client, err := fanvue.NewClient(fanvue.WithAPIKey("your API key"))
	if err != nil {
		log.Fatal(err)
	}
	ctx := fanvue.ContextWithPrefetch(context.Background(), 8)
	fans := fanvue.Distinct(client.Fans.AllSubscribers(ctx, nil), func(fan fanvue.Subscriber) string { return fan.UUID })
	for fan, err := range fans {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(fan.Handle)
	}
}
