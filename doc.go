// Package fanvue is a client for the Fanvue API that knows, for every method,
// which scopes it needs.
//
// # Start
//
// A [Client] acts for one credential. It is safe for concurrent use; make one
// and share it.
//
//	client, err := fanvue.NewClient(
//		fanvue.WithAPIKey(key), // or WithToken, or WithTokenSource
//		fanvue.WithScopes(fanvue.ScopeReadChat, fanvue.ScopeWriteChat),
//	)
//
// The API is spread over services: [Client.Self], [Client.Chats],
// [Client.Messages], [Client.Fans] and so on. [Client.Creator] gives the same
// methods on the account of a creator whom the caller's agency manages, as far
// as the API has them there.
//
// # Scopes
//
// Every credential has scopes, and the API answers a missing one with a 403
// that does not name it. So each operation of this package declares what it
// needs: the last line of a method's comment says it, [Operations] lists it,
// [RequiredScopes] adds it up before a key or a consent is requested, and
// [Client.CheckScopes] compares it with the credential at start-up.
//
// A call for which a scope is missing is refused with an
// [*InsufficientScopeError] before anything is sent. The server's own refusal
// becomes the same error. The local check knows three states: the credential
// has a scope, has it not, or its scopes are unknown. Unknown means: send. An
// API key's scopes are told by [WithScopes]; a [Token] may bring its own,
// which win. [WithScopeMode] and [ContextWithScopeMode] make the check warn
// instead, or switch it off, and [WithOperationScopes] corrects a requirement
// that Fanvue has changed. Of operations that Fanvue does not document, the
// scopes are hearsay: a missing one is logged, and the call is sent.
//
// # Nothing is sent twice
//
// The API has no idempotency keys, and a message can cost a fan money. So only
// operations that are safe to repeat are repeated after a lost answer, a server
// error or a body that ended early: reads, updates to absolute values,
// deletions, and the POSTs that only read or find what is there already. A
// repeated deletion that finds nothing has succeeded. Sending and creating are
// never repeated: when it is unknown whether they happened, the error is an
// [*OutcomeUnknownError]. Before a connection was had, nothing was sent; a
// [*RequestError] says so.
//
// Every operation is repeated after a 429, and once after a 401 that another
// token mends: both are given before any work is done. Waits grow from half a
// second to eight, a Retry-After is obeyed in full or, above [WithMaxWait] or
// the context's deadline, ends the call at once. There are at most
// [WithMaxRetries] repetitions, 3 unless told otherwise.
//
// [MessagesService.Outcome] reads a chat back to find out what became of a
// message in doubt.
//
// What this package cannot see is net/http: it may send a GET again by itself
// when a kept connection turns out to be closed.
//
// # Rate limits
//
// The client reads the X-RateLimit headers and waits before the server has to
// refuse. It keeps a bucket for the own account and one for each managed
// creator, shared by all goroutines. A bucket of which nothing is known lets
// one call go first. A wait that would outlive the context's deadline ends at
// once with [ErrRateLimited]. [Client.RateLimit] shows a bucket.
//
// # Lists
//
// A list has a method that returns a [Page] and one that returns an iterator
// over everything. Nothing is requested before the range starts, leaving it
// early leaks nothing, and an error ends it. Range with two variables: with one
// the error is lost. How the API pages a list is not the caller's business:
// [PageToken] is opaque.
//
//	for chat, err := range client.Chats.All(ctx, nil) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(chat.User.DisplayName)
//	}
//
// # Surfaces
//
// Fanvue answers on paths without a prefix, and on newer ones under /v1. A
// client uses one [Surface], chosen by [WithSurface]. Callers' code is the same
// on each; an operation that a surface lacks is refused with a
// [*SurfaceError]. Comments say of each operation that Fanvue does not document
// where it was seen; in [Operations] it is not Published.
//
// # Uploads
//
// [MediaService.Upload] puts a file into the library, in parts that are sent
// several at once and again where they fail. It tells its progress and a state
// with which another run goes on.
//
// # Values
//
// Fields are named as on the wire, but for the ids of what was just sent and
// the number of an uploaded part. Text and times that the API gives as null are
// empty or zero; where null differs from zero, the field is a pointer and says
// what nil means. Money is [Cents]. Values of string types may be others than
// the constants: the API adds new ones. In updates, [Opt] tells absent, null
// and set apart. Reading messages does not mark them as read unless
// [MessageListOptions.MarkAsRead] says so.
//
// # Errors
//
// Use [errors.Is] with the kinds, such as [ErrNotFound], and [errors.As] with
// the types:
//
//   - [*ArgumentError]: refused locally, nothing was sent.
//   - [*InsufficientScopeError]: a scope is missing; Sent tells who found out.
//   - [*APIError]: the server's answer, whatever its body.
//   - [*SurfaceError]: the client's surface lacks the operation, nothing was
//     sent.
//   - [*OutcomeUnknownError]: a write that may have happened.
//   - [*RequestError]: no answer; Sent tells whether the request went out.
//   - [*DecodeError]: a success that cannot be read.
//   - [*ListError]: what ended a walk, and where it goes on; it unwraps to one
//     of the others.
//   - [*UploadError]: what ended an upload, and how it goes on; it unwraps to
//     one of the others or to a [*StorageError].
//
// No error and no log record contains the credential. It goes to the base
// URL's origin only: redirects are not followed.
//
// # Promises
//
// Each is kept by the tests beside it; docs/reliability.md has the whole table.
//
//	a write that is not safe to repeat arrives at most once     TestFaults
//	any other call is repeated at most WithMaxRetries times     TestFaults
//	no wait outlives its context                                TestFaults, TestCancellingEndsEveryWait
//	a client alone meets no 429, at 95 % of the limit           TestLoadOfOneClient
//	clients that share a limit wait instead of failing          TestLoadOfTwoClientsOnOneCredential
//	a send in doubt can be cleared up                           TestOutcomeOfALostSend
//	a walk ends, and can be resumed where it failed             TestOnePaginatorForEveryEnvelope, TestIterator
//	an id cannot change path or query                           TestHostileIDsInPaths
//	no credential is shown, or sent to another origin           TestCredentialIsNeverShown, TestRedirectsAreNotFollowed
//
// # Testing
//
// Package fanvuetest is a Fanvue in memory, for tests of programs that use
// this package.
package fanvue
