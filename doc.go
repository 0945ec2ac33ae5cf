// Package fanvue is a client for the Fanvue API that knows which scopes every
// method needs.
//
// # Client
//
// A [Client] acts for one credential. It is safe for concurrent use; create one
// and share it.
//
//	client, err := fanvue.NewClient(
//		fanvue.WithAPIKey(key), // or WithToken, or WithTokenSource
//		fanvue.WithScopes(fanvue.ScopeReadChat, fanvue.ScopeWriteChat),
//	)
//
// The operations of the API are methods of services: [Client.Self],
// [Client.Chats], [Client.Messages], [Client.Fans] and so on. [Client.Creator]
// returns the same services for a creator whom the caller's agency manages, with
// the methods that the API has for managed creators. [Client.Call] sends an
// operation that this package does not have.
//
// # Scopes
//
// Every credential has scopes, and the API reports a missing one with a 403 that
// does not name it. Each operation of this package therefore declares the scopes
// that it requires: the last paragraph of a method's comment states them,
// [Operations] lists them, [RequiredScopes] adds them up before an API key or a
// user's consent is requested, and [Client.CheckScopes] compares them with the
// credential at start-up. [Client.DetectScopes] finds out with at most ten reads
// which scopes a credential has. A [ScopeRecorder] counts the scopes that calls
// require; its report lists the granted ones that none required.
//
// A scope is granted, missing or unknown. A call that requires a missing scope
// is rejected with an [*InsufficientScopeError] before anything is sent. Calls
// whose scopes are unknown are sent; the server's 403 becomes the same error.
// The scopes of an API key are set by [WithScopes]; a [Token] may have its own,
// which take precedence. [WithScopeMode] and [ContextWithScopeMode] make the
// check warn or switch it off, and [WithOperationScopes] replaces a requirement
// that Fanvue has changed. The scopes of operations that Fanvue does not
// document are unverified: a missing one is logged, and the call is sent.
//
// # At most once
//
// The API has no idempotency keys, and a message can cost a fan money. Only
// idempotent operations are retried after a lost response, a server error or a
// body that ended early: reads, updates to absolute values, deletions, and the
// POSTs that only read or return what already exists. A retried deletion that
// finds nothing has succeeded. Sending and creating are never retried. If it is
// unknown whether they happened, the error is an [*OutcomeUnknownError]; for
// messages, [MessagesService.Outcome] and [MassMessagesService.Outcome] find
// out. A [*RequestError] reports whether anything was sent.
//
// Every operation is retried after a 429, and once after a 401 for which the
// token source returns another token: the server has then done nothing yet.
// Delays grow from half a second to eight. A Retry-After is obeyed in full, or
// ends the call at once if it exceeds [WithMaxWait] or the context's deadline.
// There are at most [WithMaxRetries] retries, 3 by default.
//
// net/http would send some requests a second time by itself. Over HTTP/2 this is
// prevented. Over HTTP/1.1, net/http sends a request a second time only if none of
// it was written, or if it is a GET whose kept connection turned out to be closed;
// the latter counts as a retry.
//
// # Rate limits
//
// The client reads the X-RateLimit headers and waits before the server has to
// refuse. It keeps a bucket for the caller's own account and one for each
// managed creator, shared by all goroutines. As long as nothing is known of a
// bucket, one call is sent first. A wait that would outlive the context's
// deadline ends at once with [ErrRateLimited]. [Client.RateLimit] returns the
// state of a bucket.
//
// # Lists
//
// A list has a method that returns a [Page] and one that returns an iterator
// over all items. Nothing is requested before the range starts, and leaving it
// early leaks nothing. Range with two variables: with one, the error is lost. A
// [*ListError] says where an iteration can be resumed. How the API pages a list
// is of no concern to the caller: a [PageToken] is opaque.
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
// A [Surface] is a prefix of the API's paths. Fanvue serves the API without a
// prefix, and on newer paths under /v1. A client uses one surface, chosen by
// [WithSurface]. The caller's code is the same on each; an operation that a
// surface lacks is rejected with a [*SurfaceError]. The comment of a method that
// Fanvue does not document names the surfaces on which it was seen.
//
// # Uploads
//
// [MediaService.Upload] uploads a file in parts, several at once, and retries
// the parts that fail. It reports its progress, and a state from which another
// run of the program can resume.
//
// # Values
//
// Fields have the names of the wire format, except for the ids of what was just
// created and the number of an uploaded part. Text and times that the API gives
// as null are empty or zero; where null differs from zero, the field is a
// pointer and its comment says what nil means. Money is [Cents]. Values of
// string types may differ from the constants, because the API adds new ones. In
// updates, [Opt] distinguishes absent, null and set. Reading messages does not
// mark them as read unless [MessageListOptions.MarkAsRead] is set.
//
// # Errors
//
// Use [errors.Is] with the kinds, such as [ErrNotFound], and [errors.As] with
// the types:
//
//   - [*ArgumentError]: an argument was rejected, nothing was sent.
//   - [*InsufficientScopeError]: a scope is missing; Sent reports whether the
//     server found out.
//   - [*APIError]: the server's response, whatever its body.
//   - [*SurfaceError]: the client's surface lacks the operation, nothing was
//     sent.
//   - [*OutcomeUnknownError]: a write that may have happened.
//   - [*RequestError]: there is no response; Sent reports whether the request
//     was sent.
//   - [*DecodeError]: a success that cannot be decoded.
//   - [*ListError]: what ended an iteration, and where it can be resumed; it
//     unwraps to one of the others.
//   - [*UploadError]: what ended an upload, and how it can be resumed; it
//     unwraps to one of the others or to a [*StorageError].
//   - [ItemError]: one item of a bulk request failed; see [BulkResult].
//
// If the caller's context has ended, the error matches ctx.Err(). The context's
// cause is part of the text only, since it may be the error of another call. The
// timeout of a single attempt does not match [context.DeadlineExceeded].
//
// An error that matches [ErrUnavailable] means that the API could not be reached
// or failed to respond, and that the call is safe to retry. Every error is a
// [log/slog.LogValuer] with operation, kind, status, request_id and sent, and
// without any text of the server.
//
// No error and no log record contains the credential. It is sent to the base
// URL's origin only: redirects are not followed.
//
// # Testing
//
// Package fanvuetest is a fake Fanvue for tests of programs that use this
// package. docs/reliability.md lists what this package promises, with the test
// for each promise.
package fanvue
