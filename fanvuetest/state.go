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
type state struct {
	mu         sync.Mutex
	lastNumber int
	people     map[string]*person
	me         *Account
	managed    []*Account
	app        *app
	agency     agency
	storage    storage
	// chosen are the ids that a test chose itself. They need not be UUIDs.
	customIDs map[string]bool
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
	w := &state{people: make(map[string]*person), customIDs: make(map[string]bool)}
	me := w.addPerson(ownUser(now), now)
	me.isCreator = true
	w.me = newAccount(w, me)
	if seeded {
		w.seed(now)
	}
	return w
}

// clock is the time in the precision in which the API tells it.
func currentTime() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// open locks the world and does what was due until now, which it returns. The
// caller unlocks.
func (st *state) lock() time.Time {
	st.mu.Lock()
	now := currentTime()
	st.me.sendDue(now)
	st.me.finishProcessing(now)
	for _, account := range st.managed {
		account.sendDue(now)
		account.finishProcessing(now)
	}
	return now
}

// next counts what is made, so that things made at the same instant have an
// order.
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

// creator returns the account of a managed creator, or nil.
func (st *state) creator(uuid string) *Account {
	for _, account := range st.managed {
		if account.person.uuid == uuid {
			return account
		}
	}
	return nil
}

func (st *state) addCreator(user fanvue.User, now time.Time) *Account {
	if account := st.creator(user.UUID); account != nil {
		return account
	}
	creator := st.addPerson(user, now)
	creator.isCreator = true
	account := newAccount(st, creator)
	st.managed = append(st.managed, account)
	return account
}

// meet returns the person whom user describes. Of one who is known already it
// changes nothing; what is empty is made up.
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
