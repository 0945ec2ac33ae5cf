// Package fanvueotel reports the calls of a fanvue.Client to OpenTelemetry.
//
// Give the hooks to the client:
//
//	client, err := fanvue.NewClient(
//		fanvue.WithAPIKey(key),
//		fanvue.WithHooks(fanvueotel.Hooks()),
//	)
//
// Without options, the global providers are used.
//
// # Spans
//
// Each call is one span of kind client, from before the local checks to the end
// of the last attempt. Its name is the operation, such as Messages.Send. Each
// page of an iteration is a call. So is each request of an upload to the API, and
// the transfer of each part to the storage, Media.UploadPart.
//
// The attributes of a span are:
//
//	fanvue.operation            the operation
//	http.request.method         the HTTP method
//	url.template                the template of the path, which holds no ids; not for
//	                            Media.UploadPart
//	fanvue.creator              the managed creator; only with WithCreator
//	http.response.status_code   the status of the last attempt, if there is a response
//	http.request.resend_count   the number of attempts after the first, if there are any
//	fanvue.attempts             the number of attempts; 0 if nothing was sent
//	fanvue.waited               how long the call waited, in seconds, if it did
//	error.type                  the kind of the error, if there is one
//	fanvue.outcome              unknown, if a write may have been carried out
//
// Each wait is an event, fanvue.wait, which is added before the wait starts:
//
//	fanvue.wait.reason          rate_limit, retry_after or backoff
//	fanvue.wait.duration        how long the wait is going to take, in seconds; an
//	                            estimate for rate_limit, and 0 if it is unknown
//	fanvue.wait.queued          the number of calls ahead, for rate_limit
//
// Each attempt is an event, fanvue.attempt, which is added after the attempt:
//
//	fanvue.attempt.number       counts from 1
//	fanvue.attempt.duration     in seconds
//	fanvue.attempt.sent         whether the server may have seen the request
//	fanvue.request_id           the server's id of the request, if it sent one
//	fanvue.rate_limit.limit     what the response reports, if it does
//	fanvue.rate_limit.remaining
//	http.response.status_code   if there is a response
//	error.type                  the status if it is not a success, otherwise canceled,
//	                            deadline_exceeded, timeout, incomplete_response or
//	                            no_response
//
// # Metrics
//
//	fanvue.client.call.duration  histogram, s          each call, waits included
//	fanvue.client.wait.duration  histogram, s          each wait that has ended, by fanvue.wait.reason
//	fanvue.client.attempts       counter, {attempt}    each attempt
//	fanvue.client.rejections     counter, {call}       each call that was rejected locally
//
// All of them have fanvue.operation. The durations of calls and the attempts have
// http.response.status_code and error.type as the spans and events do;
// rejections have error.type. There is a fixed number of operations, of kinds of
// errors and of reasons, so the number of series is bounded. Creators are never
// in metrics.
//
// # Kinds of errors
//
// The error.type of a call is outcome_unknown, canceled, deadline_exceeded,
// insufficient_scope, rate_limited, unavailable, no_chat, api_version,
// unauthorized, forbidden, not_found, conflict, validation, unsupported,
// unreadable_response or no_response. For another response it is the status, such
// as 418, and for another error _OTHER. The status of the span is an error whose
// description is the same word.
//
// # What is left out
//
// No span, event or metric has the text of an error or of a message, the id of a
// fan, a query, a body or a credential. The address of the server is left out
// too, because hooks do not see it. A transport of
// go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp reports it: the
// span of a call is in the context of its HTTP requests, so the spans of the
// transport are its children. By default they have the URL, and with it ids.
package fanvueotel
