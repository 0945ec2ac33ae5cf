package fanvue

import (
	"context"
	"iter"
	"net/http"
)

// OpCreatorsList is the name of the operation that lists the managed creators.
const OpCreatorsList OperationName = "Creators.List"

var opCreatorsList = declare(Operation{
	Name: OpCreatorsList, Method: http.MethodGet, Path: "/creators",
	Scopes: []Scope{ScopeReadCreator}, Idempotent: true,
})

// Creator is a creator whom the caller's agency manages.
type Creator struct {
	User
}

// CreatorsService provides access to the list of creators whom the caller's
// agency manages. [Client.Creator] provides access to one of them.
type CreatorsService struct{ service }

// List returns a page of the creators whom the caller's agency manages.
//
// Calls GET /creators. Scopes: read:creator.
func (s CreatorsService) List(ctx context.Context, opts *ListOptions) (*Page[Creator], error) {
	return list[Creator](ctx, options(s.request(opCreatorsList), opts))
}

// All returns an iterator over the creators whom the caller's agency manages.
//
// Calls GET /creators. Scopes: read:creator.
func (s CreatorsService) All(ctx context.Context, opts *ListOptions) iter.Seq2[Creator, error] {
	return all[Creator](ctx, options(s.request(opCreatorsList), opts))
}

// CreatorClient provides access to the account of one managed creator. Its
// services have the same methods as those of [Client], with paths below
// /creators/{creatorUserUuid}. Every call requires one additional scope and
// counts against a rate limit of the creator's own. What the API offers only
// for the caller's own account does not exist here.
//
// The service types differ from those of [Client]. Code that works with both
// declares a small interface with the methods that it calls.
type CreatorClient struct {
	// Self provides access to the creator's account.
	Self CreatorSelfService
	// Chats provides access to the creator's chats.
	Chats CreatorChatsService
	// Messages provides access to the messages of the creator's chats.
	Messages CreatorMessagesService
	// MassMessages provides access to messages to whole lists of fans.
	MassMessages CreatorMassMessagesService
	// CustomLists provides access to the lists of users that the creator
	// maintains.
	CustomLists CreatorCustomListsService
	// SmartLists provides access to the lists of users that Fanvue computes.
	SmartLists CreatorSmartListsService
	// Fans provides access to the creator's subscribers and followers.
	Fans CreatorFansService
	// Media provides access to the creator's media library and to uploads.
	Media CreatorMediaService
	// Vault provides access to the folders of the creator's media library.
	Vault CreatorVaultService
	// Posts provides access to the creator's posts.
	Posts CreatorPostsService
	// Insights provides access to the creator's earnings and audience figures.
	Insights CreatorInsightsService
	// TrackingLinks provides access to the creator's tracking links.
	TrackingLinks CreatorTrackingLinksService

	service service
}

// Creator returns the services for the account of a creator whom the caller's
// agency manages. It does no I/O. If the caller does not manage a creator with
// this id, the errors of the calls match [ErrNotFound].
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

// RateLimit returns the rate limit of the calls for this creator as last
// reported by the server. The result is false if the server has not reported
// one.
func (c CreatorClient) RateLimit() (RateLimit, bool) {
	if c.service.client.usable() != nil {
		return RateLimit{}, false
	}
	return c.service.client.rateLimit(bucketName(c.service.creator, ""))
}
