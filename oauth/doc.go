// Package oauth signs users in with Fanvue and keeps their grants alive.
//
// A web app starts a sign-in, keeps it in the session while the browser is at
// Fanvue, and finishes it in the handler of the redirect URL:
//
//	app, err := oauth.NewApp(clientID, clientSecret, "https://example.com/callback")
//
//	// The handler that starts it:
//	signIn, err := app.SignIn(oauth.SignInOptions{Operations: []fanvue.OperationName{fanvue.OpChatsList}})
//	// … keep signIn in the session …
//	http.Redirect(w, r, signIn.URL, http.StatusSeeOther)
//
//	// The handler of the redirect URL:
//	grant, err := app.Finish(r.Context(), signIn, r.URL.Query())
//	err = store.Save(r.Context(), grant)
//
// A program for the command line uses [SignInLocal] instead. From then on, and
// after each restart, the store is enough:
//
//	client, err := fanvue.NewClient(fanvue.WithTokenSource(app.TokenSource(store)))
//
// # Grants that are not lost
//
// A refresh token can be used once, and each refresh returns the next one. Fanvue
// ends the grant if an old one is used later than some seconds after that, and
// the user has to sign in another time. So a [Source] refreshes once at a time,
// also among processes that share a [Store] which is a [Locker]; it loads the
// grant before it refreshes, saves the new one before it uses it, and does not
// stop in between when a caller gives up.
//
// One [Store] holds the grant of one user. [FileStore] is for programs of one
// machine. A program with many users keeps the grants in its database: implement
// [Store] for a user, and [Locker] with a lock of the database.
//
// # More scopes
//
// A refresh cannot add a scope to a grant. When a call lacks one, [MissingScopes]
// returns the scopes for a new sign-in.
//
// # Secrets
//
// No error, log record or printed value of this package has a token, a code or
// the client secret. Only [Grant.AccessToken], [Grant.RefreshToken],
// [Grant.MarshalBinary] and the JSON of a [SignIn] return secrets.
package oauth
