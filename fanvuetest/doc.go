// Package fanvuetest is a Fanvue API in memory, spoken over real HTTP, for
// tests and for trying things out.
//
//	server := fanvuetest.NewServer()
//	defer server.Close()
//	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
//
// It has every operation of [fanvue.Operations], and behind them chats, lists,
// posts, media and the vault, uploads and their processing, earnings and
// tracking links, an agency with its team, and an app with subscribers.
//
// It serves the same state on all surfaces: without a prefix, under /v0 and
// under /v1, each with its own paging. See [fanvue.Surface].
//
// The server keeps state: what is sent can be listed, what is deleted is gone,
// what is read is no longer unread. It answers as the API does, with the same
// checks in the same order: credential, version header, route, rate limit,
// scopes, and then the operation. The scopes come from [fanvue.Operations].
//
// A new server holds a small world: a creator account with fans, chats, lists
// and templates, which manages two more creators. Its ids are always the same,
// its times are relative to the start. [Empty] leaves it out. [Server.Me] and
// [Server.Creator] give handles to add to the world, and to see what became of
// it. [Server.Inject] scripts faults, [Server.RequestCount] and
// [Server.Requests] tell what was received.
//
// Bodies must be JSON and say so. An id must be a UUID, or be one that the test
// chose itself, such as that of [Account.AddFan].
//
// Some things are not played:
//   - There is no sign-in and no token that expires: see [WithCredential].
//   - Nothing is ever sent to webhooks, and no automated message is sent.
//   - Promotions change no price and no subscription.
//   - Subscriptions do not end by themselves, and are not renewed.
//   - The addresses of media and pictures lead nowhere.
//   - The tips of the seeded posts are no part of the earnings.
//   - The contentCounts and likes of a profile do not change.
//   - A window of the rate limit lasts its real time, as does the processing of
//     an upload: see [WithRateLimit], [WithProcessingTime] and [InMemory].
//
// Where the API's document is silent, such as about posts whose media were
// deleted, the server does what is simple. Do not build on that.
//
// The server plays the storage behind uploads as well. It keeps checksums of
// what it is sent, never the bytes, so that uploads may be large. See
// [StoragePut] for faults, and [Account.UploadedParts] for what arrived.
//
// Under testing/synctest use [InMemory]: a socket would keep the bubble from
// being idle.
//
// Any other client can be pointed at [Server.URL] as well. A request needs the
// header X-Fanvue-API-Version and a credential, as an X-Fanvue-API-Key header
// or as a bearer token.
package fanvuetest
