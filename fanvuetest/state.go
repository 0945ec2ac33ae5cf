package fanvuetest

import (
	"fmt"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/fanvue-go/fanvue"
)

// state is everything that the server keeps. Its mutex guards all of it, the
// accounts included.
type state struct {
	mu         sync.Mutex
	lastNumber int
	people     map[string]*person
	// accounts are those of the callers and of the managed creators, by the id
	// of their user. A creator who also has a credential has one account.
	accounts map[string]*account
	me       *account
	agencies []*agency
	app      *app
	storage  storage
	timers   []timer // the earliest first
	lists    listCache
	// customIDs are the ids that a test chose itself. They need not be UUIDs.
	customIDs map[string]bool
	// fatalf ends the test that made a mistake; nil panics instead.
	fatalf func(format string, args ...any)
}

// person is a user as everybody sees them.
type person struct {
	uuid, handle, displayName, avatarURL string
	isCreator                            bool
	registeredAt                         time.Time
	online                               bool
	lastSeenAt                           time.Time // zero: never seen
}

func newState(now time.Time, seeded bool) *state {
	st := &state{people: make(map[string]*person), accounts: make(map[string]*account), customIDs: make(map[string]bool)}
	st.me = st.addAccount(defaultUser(now), now)
	st.me.isCreator = true
	st.me.ownAgency()
	if seeded {
		st.seed(now)
	}
	return st
}

// fail reports a mistake of the test, such as the id of a user whom nobody
// added. It does not return.
func (st *state) fail(format string, args ...any) {
	text := "fanvuetest: " + fmt.Sprintf(format, args...)
	if st.fatalf != nil {
		// The line that the test reports is this one.
		st.fatalf("%s: %s", callerOutside(), text)
	}
	panic(text)
}

// currentTime has the precision of the API's times.
func currentTime() time.Time { return apiTime(time.Now()) }

func apiTime(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// lock locks the state, runs what is due and returns the current time. The
// caller unlocks st.mu.
func (st *state) lock() time.Time {
	st.mu.Lock()
	now := currentTime()
	for len(st.timers) > 0 && !st.timers[0].at.After(now) {
		due := st.timers[0]
		st.timers = st.timers[1:]
		due.run(due.at)
		st.lists.clear()
	}
	return now
}

// lockForChange is lock for what may change the state.
func (st *state) lockForChange() time.Time {
	now := st.lock()
	st.lists.clear()
	return now
}

// timer is something that happens at a time, such as the publication of a
// scheduled post. What it is about may have changed since: run has to check.
type timer struct {
	at  time.Time
	run func(at time.Time)
}

// schedule runs a function with the first lock at or after a time.
func (st *state) schedule(at time.Time, run func(at time.Time)) {
	st.timers = insertSorted(st.timers, timer{at, run}, func(x, y timer) int { return x.at.Compare(y.at) })
}

// insertSorted inserts an item behind those that compare equal.
func insertSorted[T any](items []T, item T, compare func(x, y T) int) []T {
	at, _ := slices.BinarySearchFunc(items, item, func(x, y T) int {
		if compare(x, y) <= 0 {
			return -1
		}
		return 1
	})
	return slices.Insert(items, at, item)
}

// nextNumber numbers what is created, so that things created at the same
// instant have an order.
func (st *state) nextNumber() int {
	st.lastNumber++
	return st.lastNumber
}

func (st *state) newUUID() string {
	return fmt.Sprintf("9e000000-0000-4000-8000-%012x", st.nextNumber())
}

// isID reports whether an id has the shape of one, or was chosen by a test.
func (st *state) isID(id string) bool { return st.customIDs[id] || uuidShape.MatchString(id) }

var uuidShape = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// addPerson returns the person whom user describes. A known person is returned
// unchanged; missing values are generated.
func (st *state) addPerson(user fanvue.User, now time.Time) *person {
	if known, ok := st.people[user.UUID]; ok {
		return known
	}
	p := &person{
		uuid:         user.UUID,
		handle:       user.Handle,
		displayName:  user.DisplayName,
		avatarURL:    user.AvatarURL,
		isCreator:    user.Role == "creator",
		registeredAt: user.RegisteredAt.Time,
	}
	if p.uuid == "" {
		p.uuid = st.newUUID()
	}
	if p.handle == "" {
		p.handle = fmt.Sprintf("user%d", st.nextNumber())
	}
	if p.displayName == "" {
		p.displayName = p.handle
	}
	if p.registeredAt.IsZero() {
		p.registeredAt = now.AddDate(-1, 0, 0)
	}
	st.people[p.uuid] = p
	st.customIDs[p.uuid] = true
	return p
}

// addAccount returns the account of a user, and creates it when there is none.
func (st *state) addAccount(user fanvue.User, now time.Time) *account {
	if known, ok := st.accounts[user.UUID]; ok {
		return known
	}
	created := newAccount(st, st.addPerson(user, now))
	st.accounts[created.uuid] = created
	return created
}

// listCache keeps the sorted items of lists until something changes, so that
// reading a list page by page sorts it once.
type listCache struct{ items map[string]any }

// maxCachedLists bounds how many filters of unchanged lists are kept.
const maxCachedLists = 64

func (l *listCache) clear() { clear(l.items) }

// cached returns the items that build returned for the same list, if nothing
// has changed since. Callers must not modify them. key identifies the list,
// its account and its filters.
func cached[T any](c *call, key string, build func() []T) []T {
	l := &c.state.lists
	key = c.account.uuid + " " + string(c.surface) + " " + key
	if items, ok := l.items[key].([]T); ok {
		return items
	}
	if l.items == nil || len(l.items) >= maxCachedLists {
		l.items = make(map[string]any)
	}
	items := build()
	l.items[key] = items
	return items
}
