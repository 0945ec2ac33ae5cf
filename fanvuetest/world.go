package fanvuetest

import (
	"fmt"
	"regexp"
	"sync"
	"time"

	"github.com/fanvue-go/fanvue"
)

// world is everything that the server knows. Its mutex guards all of it, the
// accounts included.
type world struct {
	mu      sync.Mutex
	issued  int
	people  map[string]*person
	own     *Account
	managed []*Account
	app     *app
	agency  agency
	storage storage
	// chosen are the ids that a test chose itself. They need not be UUIDs.
	chosen map[string]bool
}

// person is a user as everybody sees them.
type person struct {
	uuid, handle, displayName, avatarURL string
	isCreator                            bool
	registeredAt                         time.Time
	online                               bool
	lastSeenAt                           time.Time // zero: never seen
}

func newWorld(now time.Time, seeded bool) *world {
	w := &world{people: make(map[string]*person), chosen: make(map[string]bool)}
	me := w.meet(ownUser(now), now)
	me.isCreator = true
	w.own = newAccount(w, me)
	if seeded {
		w.seed(now)
	}
	return w
}

// clock is the time in the precision in which the API tells it.
func clock() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// open locks the world and does what was due until now, which it returns. The
// caller unlocks.
func (w *world) open() time.Time {
	w.mu.Lock()
	now := clock()
	w.own.sendDue(now)
	w.own.finishProcessing(now)
	for _, account := range w.managed {
		account.sendDue(now)
		account.finishProcessing(now)
	}
	return now
}

// next counts what is made, so that things made at the same instant have an
// order.
func (w *world) next() int {
	w.issued++
	return w.issued
}

func (w *world) newUUID() string {
	return fmt.Sprintf("9e000000-0000-4000-8000-%012x", w.next())
}

// isID reports whether an id has the shape of one, or was chosen by a test.
func (w *world) isID(id string) bool { return w.chosen[id] || uuidShape.MatchString(id) }

var uuidShape = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// creator returns the account of a managed creator, or nil.
func (w *world) creator(uuid string) *Account {
	for _, account := range w.managed {
		if account.person.uuid == uuid {
			return account
		}
	}
	return nil
}

func (w *world) addCreator(user fanvue.User, now time.Time) *Account {
	if account := w.creator(user.UUID); account != nil {
		return account
	}
	creator := w.meet(user, now)
	creator.isCreator = true
	account := newAccount(w, creator)
	w.managed = append(w.managed, account)
	return account
}

// meet returns the person whom user describes. Of one who is known already it
// changes nothing; what is empty is made up.
func (w *world) meet(user fanvue.User, now time.Time) *person {
	if known, ok := w.people[user.UUID]; ok {
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
		p.uuid = w.newUUID()
	}
	if p.handle == "" {
		p.handle = fmt.Sprintf("user%d", w.next())
	}
	if p.displayName == "" {
		p.displayName = p.handle
	}
	if p.registeredAt.IsZero() {
		p.registeredAt = now.AddDate(-1, 0, 0)
	}
	w.people[p.uuid] = p
	w.chosen[p.uuid] = true
	return p
}
