package fanvue

import (
	"context"
	"iter"
	"net/http"
)

// OpCreatorsList lists the managed creators.
const OpCreatorsList OperationName = "Creators.List"

var opCreatorsList = declare(Operation{
	Name: OpCreatorsList, Method: http.MethodGet, Path: "/creators",
	Scopes: []Scope{ScopeReadCreator}, Idempotent: true,
})

// Creator is a creator whom the caller's agency manages.
type Creator struct {
	User
}

// CreatorsService is the creators whom the caller's agency manages.
type CreatorsService struct{ service }

// List returns a page of the creators whom the caller's agency manages.
//
// Calls GET /creators. Scopes: read:creator.
func (s CreatorsService) List(ctx context.Context, opts *ListOptions) (*Page[Creator], error) {
	return list[Creator](ctx, options(s.request(opCreatorsList), opts))
}

// All walks the creators whom the caller's agency manages.
//
// Calls GET /creators. Scopes: read:creator.
func (s CreatorsService) All(ctx context.Context, opts *ListOptions) iter.Seq2[Creator, error] {
	return all[Creator](ctx, options(s.request(opCreatorsList), opts))
}

// CreatorClient acts for one managed creator: the same methods as on the
// services of [Client], on the creator's account. The paths that they name are
// then below /creators/{creatorUserUuid}. Every call takes one scope more, and
// counts against a rate limit that the creator has of their own. What the API
// offers only for the own account is missing here.
//
// The types of the services differ from those of [Client]. Code for both takes
// a small interface of its own, with the methods that it calls.
type CreatorClient struct {
	// Self is the creator's account.
	Self CreatorSelfService
	// Chats are the creator's conversations.
	Chats CreatorChatsService
	// Messages are the messages of one conversation.
	Messages CreatorMessagesService
	// MassMessages go to whole lists of fans.
	MassMessages CreatorMassMessagesService
	// CustomLists are lists of users that the creator keeps.
	CustomLists CreatorCustomListsService
	// SmartLists are lists of users that Fanvue computes.
	SmartLists CreatorSmartListsService
	// Fans are the creator's subscribers and followers.
	Fans CreatorFansService
	// Media are the items of the creator's library, and uploads to it.
	Media CreatorMediaService
	// Vault are the folders of the creator's library.
	Vault CreatorVaultService
	// Posts are the entries of the creator's feed.
	Posts CreatorPostsService
	// Insights are what the creator earned, and from whom.
	Insights CreatorInsightsService
	// TrackingLinks tell where the creator's fans came from.
	TrackingLinks CreatorTrackingLinksService

	service service
}

// Creator returns the services on the account of a creator whom the caller's
// agency manages. It does no I/O; an id that is no managed creator's makes the
// calls fail with [ErrNotFound].
func (c *Client) Creator(creatorUUID string) CreatorClient {
	managed := service{client: c, managed: true, creator: creatorUUID}
	return CreatorClient{
		Self:          CreatorSelfService{selfCore{managed}},
		Chats:         CreatorChatsService{chatsCore{managed}},
		Messages:      CreatorMessagesService{messagesCore{managed}},
		MassMessages:  CreatorMassMessagesService{massMessagesCore{managed}},
		CustomLists:   CreatorCustomListsService{customListsCore{managed}},
		SmartLists:    CreatorSmartListsService{smartListsCore{managed}},
		Fans:          CreatorFansService{fansCore{managed}},
		Media:         CreatorMediaService{mediaCore{managed}},
		Vault:         CreatorVaultService{vaultCore{managed}},
		Posts:         CreatorPostsService{postsCore{managed}},
		Insights:      CreatorInsightsService{insightsCore{managed}},
		TrackingLinks: CreatorTrackingLinksService{trackingLinksCore{managed}},
		service:       managed,
	}
}

// RateLimit returns what is known of the rate limit of the calls for this
// creator, and whether anything is.
func (c CreatorClient) RateLimit() (RateLimit, bool) {
	if c.service.client.usable() != nil {
		return RateLimit{}, false
	}
	return c.service.client.pacer.state(bucketName(c.service.creator, ""))
}
