package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"runtime"
	"slices"
	"syscall"
	"time"

	"github.com/fanvue-go/fanvue"
)

// exchange is one call, by hand and with the client.
type exchange struct {
	name           string
	floor, client  func() error
	maxAllocations float64 // of the client
}

// The structs of somebody who writes the exchange by hand.
type (
	handUser struct {
		UUID         string    `json:"uuid"`
		Handle       string    `json:"handle"`
		DisplayName  string    `json:"displayName"`
		Nickname     string    `json:"nickname"`
		IsTopSpender bool      `json:"isTopSpender"`
		AvatarURL    string    `json:"avatarUrl"`
		RegisteredAt time.Time `json:"registeredAt"`
	}
	handMessage struct {
		UUID       string    `json:"uuid"`
		Text       string    `json:"text"`
		Type       string    `json:"type"`
		SentAt     time.Time `json:"sentAt"`
		HasMedia   *bool     `json:"hasMedia"`
		MediaType  string    `json:"mediaType"`
		SenderUUID string    `json:"senderUuid"`
	}
	handChat struct {
		User                handUser     `json:"user"`
		IsRead              bool         `json:"isRead"`
		IsMuted             bool         `json:"isMuted"`
		UnreadMessagesCount int          `json:"unreadMessagesCount"`
		LastMessage         *handMessage `json:"lastMessage"`
		LastMessageAt       time.Time    `json:"lastMessageAt"`
		CreatedAt           time.Time    `json:"createdAt"`
	}
	handPage struct {
		Data       []handChat `json:"data"`
		Pagination struct {
			HasMore bool `json:"hasMore"`
		} `json:"pagination"`
	}
	// The same with a pointer for each field that the API documents as nullable.
	nullableMessage struct {
		UUID         string     `json:"uuid"`
		Text         *string    `json:"text"`
		Type         string     `json:"type"`
		SentAt       *time.Time `json:"sentAt"`
		HasMedia     *bool      `json:"hasMedia"`
		MediaType    *string    `json:"mediaType"`
		SenderUUID   string     `json:"senderUuid"`
		SentByUserID *string    `json:"sentByUserId"`
	}
	nullableChat struct {
		User struct {
			UUID         string    `json:"uuid"`
			Handle       string    `json:"handle"`
			DisplayName  string    `json:"displayName"`
			Nickname     *string   `json:"nickname"`
			IsTopSpender bool      `json:"isTopSpender"`
			AvatarURL    *string   `json:"avatarUrl"`
			RegisteredAt time.Time `json:"registeredAt"`
		} `json:"user"`
		IsRead              bool             `json:"isRead"`
		IsMuted             bool             `json:"isMuted"`
		UnreadMessagesCount int              `json:"unreadMessagesCount"`
		LastMessage         *nullableMessage `json:"lastMessage"`
		LastMessageAt       *time.Time       `json:"lastMessageAt"`
		CreatedAt           *time.Time       `json:"createdAt"`
	}
	nullablePage struct {
		Data       []nullableChat `json:"data"`
		Pagination struct {
			HasMore bool `json:"hasMore"`
		} `json:"pagination"`
	}
	handProfile struct {
		UUID        string    `json:"uuid"`
		Email       string    `json:"email"`
		Handle      string    `json:"handle"`
		Bio         string    `json:"bio"`
		DisplayName string    `json:"displayName"`
		IsCreator   bool      `json:"isCreator"`
		CreatedAt   time.Time `json:"createdAt"`
		UpdatedAt   time.Time `json:"updatedAt"`
		AvatarURL   string    `json:"avatarUrl"`
		BannerURL   string    `json:"bannerUrl"`
		LikesCount  *int      `json:"likesCount"`
		FanCounts   *struct {
			FollowersCount   int `json:"followersCount"`
			SubscribersCount int `json:"subscribersCount"`
		} `json:"fanCounts"`
		ContentCounts *struct {
			ImageCount         int `json:"imageCount"`
			VideoCount         int `json:"videoCount"`
			AudioCount         int `json:"audioCount"`
			PostCount          int `json:"postCount"`
			PayToViewPostCount int `json:"payToViewPostCount"`
		} `json:"contentCounts"`
	}
	handMessageParams struct {
		Text string `json:"text"`
	}
	handSent struct {
		MessageUUID string `json:"messageUuid"`
	}
)

// byHand makes one exchange with nothing but net/http and encoding/json.
func byHand(client *http.Client, method, address string, body, into any) error {
	var content io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return err
		}
		content = bytes.NewReader(encoded)
	}
	req, err := http.NewRequestWithContext(context.Background(), method, address, content)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("X-Fanvue-API-Key", "key-for-benchmarks")
	req.Header.Set("X-Fanvue-API-Version", fanvue.DefaultAPIVersion)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	return json.Unmarshal(data, into)
}

// newExchanges returns the exchanges that are measured.
func newExchanges(server *server) ([]exchange, error) {
	client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-benchmarks"), fanvue.WithBaseURL(server.api), fanvue.WithHTTPClient(server.httpClient()),
		fanvue.WithScopes(fanvue.ScopeReadChat, fanvue.ScopeWriteChat, fanvue.ScopeReadSelf, fanvue.ScopeReadFan))
	if err != nil {
		return nil, err
	}
	ctx, hand := context.Background(), server.httpClient()
	const fan = "0a1b2c3d-4e5f-4a5b-8c7d-000000000001"
	list := func() error {
		_, err := client.Chats.List(ctx, &fanvue.ChatListOptions{Size: pageItems})
		return err
	}
	return []exchange{
		{"list, 50 items", func() error {
			var page handPage
			return byHand(hand, http.MethodGet, server.api+"/chats?size=50", nil, &page)
		}, list, maxListAllocations},
		{"list, pointers for null", func() error {
			var page nullablePage
			return byHand(hand, http.MethodGet, server.api+"/chats?size=50", nil, &page)
		}, list, maxListAllocations},
		{"get", func() error {
			var profile handProfile
			return byHand(hand, http.MethodGet, server.api+"/users/me", nil, &profile)
		}, func() error {
			_, err := client.Self.Get(ctx)
			return err
		}, maxGetAllocations},
		{"send", func() error {
			var sent handSent
			return byHand(hand, http.MethodPost, server.api+"/chats/"+fan+"/message", handMessageParams{"Hello"}, &sent)
		}, func() error {
			_, err := client.Messages.Send(ctx, fan, fanvue.MessageParams{Text: "Hello"})
			return err
		}, maxSendAllocations},
	}, nil
}

// measureCalls makes the exchanges in turns and prints the ratios.
func measureCalls(server *server, calls int) error {
	exchanges, err := newExchanges(server)
	if err != nil {
		return err
	}
	fmt.Println("| exchange | by hand | client | time | processor by hand | client | processor | allocations by hand | client | allocations |")
	fmt.Println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
	var grown error
	for _, e := range exchanges {
		hand, client, err := e.measure(calls)
		if err != nil {
			return err
		}
		fmt.Printf("| %s | %s | %s | %.2f | %s | %s | %.2f | %.0f | %.0f | %.2f |\n", e.name,
			hand.time.Round(time.Microsecond), client.time.Round(time.Microsecond), float64(client.time)/float64(hand.time),
			hand.processor.Round(time.Microsecond), client.processor.Round(time.Microsecond), float64(client.processor)/float64(hand.processor),
			hand.allocations, client.allocations, client.allocations/hand.allocations)
		if client.allocations > e.maxAllocations {
			grown = errors.Join(grown, fmt.Errorf("%s: %.0f allocations, the limit is %.0f", e.name, client.allocations, e.maxAllocations))
		}
	}
	fmt.Println()
	return grown
}

// cost is what one call takes: the median of the time, the mean of the processor time
// of this process, and the allocations where they were disturbed least.
type cost struct {
	time, processor time.Duration
	allocations     float64
}

// processorTime returns the time that the processors have spent on this process.
// Unlike the time of an exchange, it has no waiting for a sleeping processor in it.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// measure alternates the two sides, so that both meet the same disturbances: whether
// the processors sleep between two calls changes more than the side does, and lasts
// for many calls.
func (e exchange) measure(calls int) (hand, client cost, err error) {
	sides, costs := [2]func() error{e.floor, e.client}, [2]cost{}
	for side, call := range sides {
		// This also connects and fills caches.
		if costs[side].allocations, err = allocationsOf(call); err != nil {
			return hand, client, fmt.Errorf("%s: %w", e.name, err)
		}
	}
	var times [2][]time.Duration
	for range calls {
		for side, call := range sides {
			start, used := time.Now(), processorTime()
			if err := call(); err != nil {
				return hand, client, fmt.Errorf("%s: %w", e.name, err)
			}
			costs[side].processor += processorTime() - used
			times[side] = append(times[side], time.Since(start))
		}
	}
	for side := range costs {
		slices.Sort(times[side])
		costs[side].time = times[side][calls/2]
		costs[side].processor /= time.Duration(calls)
	}
	return costs[0], costs[1], nil
}

// allocationsOf returns how many allocations a call makes, in the round with the
// fewest: others have allocations of the runtime in them.
func allocationsOf(call func() error) (float64, error) {
	const rounds, callsPerRound = 20, 20
	fewest := math.Inf(1)
	for range rounds {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range callsPerRound {
			if err := call(); err != nil {
				return 0, err
			}
		}
		runtime.ReadMemStats(&after)
		fewest = min(fewest, float64(after.Mallocs-before.Mallocs)/callsPerRound)
	}
	return fewest, nil
}
