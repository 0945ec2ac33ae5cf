// Package fanvuetest is a fake of the Fanvue API for tests: a server in memory
// that speaks the API's HTTP, with every operation of [fanvue.Operations].
//
// Start a server and a client for a test:
//
//	server, client := fanvuetest.Start(t)
//
// Outside of tests, or for other clients:
//
//	server := fanvuetest.NewServer()
//	defer server.Close()
//	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
//
// Under testing/synctest use [InMemory], which needs no socket. Any other client
// can use [Server.URL]: a request needs the header X-Fanvue-API-Version, and a
// credential as an X-Fanvue-API-Key header or as a bearer token.
//
// # Arrange
//
// A new server has data: an account with fans, chats, lists, posts and earnings,
// which manages two more creators. Its ids are constants of this package, its
// times are relative to the start. [Empty] leaves it out. [Server.Me],
// [Server.Creator] and [Server.AddAccount] return handles that add to it:
//
//	me := server.Me()
//	mia := me.AddFan(fanvue.User{DisplayName: "Mia"})
//	me.Receive(mia, "Hello!", fanvue.MediaImage)
//	me.At(time.Now().AddDate(0, 0, -7)).Tip(mia, 500, "Thank you")
//
// The server keeps state, and every view shows the same state: what is sent can
// be listed, what is bought is in the earnings of the creator, of the agency and
// of the fan. It makes the API's checks in the API's order: credential, version,
// route, rate limit, scopes, then the operation. Bodies must be JSON and say so.
// An id must be a UUID, or one that the test chose, such as that of
// [Account.AddFan].
//
// [WithCredential] and [Server.AddCredential] set keys with fewer scopes, and
// [Server.RevokeCredential] takes them away. [Server.Handle] adds operations that
// package fanvue does not have. All surfaces serve the same state, each with its
// own paging: see [fanvue.Surface].
//
// # Sign in
//
// [Server.App] registers an app with an authorization server at [Server.AuthURL],
// which behaves as Ory Hydra does: it checks PKCE, a code and a refresh token can
// be used once, and the use of an old one revokes the grant, after a grace of 30
// seconds ([WithRefreshGrace]). A person consents in a browser, a test with
// [Server.Approve] or [Server.Deny]. Tokens are accepted by the API, with the
// scopes of the consent, until they expire.
//
//	registered := server.App()
//	app, err := oauth.NewApp(registered.ID, registered.Secret, registered.RedirectURL,
//		oauth.WithAuthURL(server.AuthURL), oauth.WithHTTPClient(server.HTTPClient()))
//	signIn, err := app.SignIn(oauth.SignInOptions{Scopes: fanvuetest.AllScopes()})
//	grant, err := app.Finish(ctx, signIn, server.Approve(signIn.URL))
//
// [App.RevokeGrants], [App.ExpireAccessTokens] and [App.RemoveScopes] do what a
// user, the time and Fanvue do to a grant.
//
// # Break
//
// [Server.Inject] adds faults: error responses, delays, dropped connections and
// incomplete bodies, for one request, for some time, or until
// [Server.ClearFaults].
//
//	server.Inject(fanvuetest.Fault{Status: 503, For: 5 * time.Second})
//	server.Inject(fanvuetest.Fault{Operation: fanvue.OpMessagesSend, Drop: fanvuetest.DropAfter})
//
// # Check
//
// [Account.Messages] and [Account.UploadedParts] return what arrived;
// [Server.Requests] and [Server.RequestCount] what was requested.
//
// # Not simulated
//
//   - Consent is never skipped, prompt and max_age change nothing, there is no
//     id_token, and the lists of keys and of the server's settings are not served.
//   - Nothing is sent to webhooks, and no automated message is sent.
//   - Accounts of one server do not receive each other's messages.
//   - Promotions change no price and no subscription.
//   - Subscriptions do not end or renew by themselves: see [Account.Subscribe]
//     and [Account.EndSubscription].
//   - The URLs of media and pictures are not served.
//   - The contentCounts and likes of a profile do not change, and the earnings
//     percentile is made up from the earnings.
//   - Rate-limit windows and the processing of uploads take real time: see
//     [WithRateLimit], [WithProcessingTime] and [InMemory].
//   - The storage behind uploads keeps checksums and no bytes, so that uploads
//     can be large. Its faults are those of [StoragePut].
//
// Where the API's documentation says nothing, the server does what is simple. Do
// not rely on that.
package fanvuetest
