package main

import (
	"context"
	"crypto/rand"
	_ "embed"
	"encoding/json"
	"errors"
	"html/template"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/oauth"
)

// used are the operations of the app. The sign-in requests their scopes.
var used = []fanvue.OperationName{fanvue.OpSelfGet, fanvue.OpChatsList, fanvue.OpFansSubscribers}

//go:embed page.html
var pageHTML string

var page = template.Must(template.New("page").Parse(pageHTML))

// sessionCookie holds the id of the browser's session.
const sessionCookie = "signin_session"

// store is a store that can forget the grant.
type store interface {
	oauth.Store
	Delete(ctx context.Context) error
}

// web is the app.
type web struct {
	app    *oauth.App
	store  store
	client *fanvue.Client

	mu       sync.Mutex
	sessions map[string][]byte // a sign-in in progress, by session id
}

func newWeb(app *oauth.App, store store, opts ...fanvue.Option) (*web, error) {
	client, err := fanvue.NewClient(append(opts, fanvue.WithTokenSource(app.TokenSource(store)))...)
	if err != nil {
		return nil, err
	}
	return &web{app: app, store: store, client: client, sessions: make(map[string][]byte)}, nil
}

func (w *web) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", w.home)
	mux.HandleFunc("POST /signin", w.signIn)
	mux.HandleFunc("GET /callback", w.callback)
	mux.HandleFunc("POST /signout", w.signOut)
	return http.NewCrossOriginProtection().Handler(mux) // other sites must not sign the user in or out
}

// view is what the page shows.
type view struct {
	SignedIn bool
	Notice   string // what went wrong
	Name     string
	Handle   string
	Scopes   []fanvue.Scope
	Calls    []callView
	Missing  []fanvue.Scope // what the scopes of a new sign-in would add
	Request  []fanvue.Scope // the scopes of a new sign-in
}

// callView is the result of one call.
type callView struct{ Title, Result, Problem string }

func (w *web) home(rw http.ResponseWriter, r *http.Request) {
	var v view
	scopes, _, err := w.client.Scopes(r.Context())
	if err == nil {
		v.SignedIn, v.Scopes = true, scopes
		err = w.calls(r.Context(), &v)
	}
	switch {
	case errors.Is(err, oauth.ErrReconnect):
		v = view{Notice: "Fanvue has ended the connection. Please start a new sign-in."}
	case err != nil && !errors.Is(err, oauth.ErrNoGrant):
		v.Notice = err.Error()
	}
	show(rw, http.StatusOK, v)
}

// calls makes the calls of the app and collects what their scopes lack.
func (w *web) calls(ctx context.Context, v *view) error {
	me, err := w.client.Self.Get(ctx)
	if err == nil {
		v.Name, v.Handle = me.DisplayName, me.Handle
	} else if !errors.Is(err, fanvue.ErrInsufficientScope) {
		return err
	}
	chats, chatsErr := w.client.Chats.List(ctx, &fanvue.ChatListOptions{Size: 5})
	latest := callView{Title: "Latest chats"}
	if chatsErr == nil {
		for _, chat := range chats.Data {
			latest.Result += chat.User.DisplayName + ". "
		}
	}
	fans, fansErr := w.client.Fans.Subscribers(ctx, &fanvue.SubscriberListOptions{Size: 5})
	newest := callView{Title: "Some subscribers"}
	if fansErr == nil {
		for _, fan := range fans.Data {
			newest.Result += fan.DisplayName + ". "
		}
	}
	latest.Problem, newest.Problem = problem(chatsErr), problem(fansErr)
	v.Calls = []callView{latest, newest}
	// The user decides whether to consent to more: the page only has a button.
	v.Request = oauth.MissingScopes(errors.Join(err, chatsErr, fansErr))
	for _, scope := range v.Request {
		if !slices.Contains(v.Scopes, scope) {
			v.Missing = append(v.Missing, scope)
		}
	}
	return nil
}

func problem(err error) string {
	var lacking *fanvue.InsufficientScopeError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &lacking):
		return "You did not allow this."
	}
	return err.Error()
}

// signIn starts a sign-in: for what the app uses, or for the scopes of the form.
func (w *web) signIn(rw http.ResponseWriter, r *http.Request) {
	opts := oauth.SignInOptions{Operations: used, Prompt: "login"}
	if scopes := fanvue.ParseScopes(r.PostFormValue("scopes")); len(scopes) > 0 {
		opts = oauth.SignInOptions{Scopes: scopes, Prompt: "login"}
	}
	started, err := w.app.SignIn(opts)
	if err != nil {
		http.Error(rw, err.Error(), http.StatusBadRequest)
		return
	}
	kept, err := json.Marshal(started)
	if err != nil {
		http.Error(rw, err.Error(), http.StatusInternalServerError)
		return
	}
	session := rand.Text()
	w.mu.Lock()
	w.sessions[session] = kept
	w.mu.Unlock()
	http.SetCookie(rw, &http.Cookie{
		Name: sessionCookie, Value: session, Path: "/", MaxAge: int(time.Hour / time.Second), HttpOnly: true,
		Secure: r.TLS != nil, SameSite: http.SameSiteLaxMode, // Lax: the browser comes back from another site
	})
	http.Redirect(rw, r, started.URL, http.StatusSeeOther)
}

// callback finishes the sign-in of the session.
func (w *web) callback(rw http.ResponseWriter, r *http.Request) {
	session := ""
	if cookie, err := r.Cookie(sessionCookie); err == nil {
		session = cookie.Value
	}
	w.mu.Lock()
	kept, ok := w.sessions[session]
	w.mu.Unlock()
	var started *oauth.SignIn // without one, Finish reports a sign-in of another session
	if ok && json.Unmarshal(kept, &started) != nil {
		started = nil
	}
	grant, err := w.app.Finish(r.Context(), started, r.URL.Query())
	var failed *oauth.SignInError
	if errors.As(err, &failed) {
		show(rw, http.StatusBadRequest, view{Notice: failed.UserMessage})
		return
	}
	if err == nil {
		err = w.store.Save(r.Context(), grant)
	}
	if err != nil {
		show(rw, http.StatusInternalServerError, view{Notice: err.Error()})
		return
	}
	w.mu.Lock()
	delete(w.sessions, session)
	w.mu.Unlock()
	http.Redirect(rw, r, "/", http.StatusSeeOther)
}

func show(rw http.ResponseWriter, status int, v view) {
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-store")
	rw.WriteHeader(status)
	_ = page.Execute(rw, v)
}

// signOut ends the grant at Fanvue and forgets it.
func (w *web) signOut(rw http.ResponseWriter, r *http.Request) {
	grant, err := w.store.Load(r.Context())
	if err == nil {
		err = w.app.Revoke(r.Context(), grant)
	}
	if err != nil && !errors.Is(err, oauth.ErrNoGrant) {
		show(rw, http.StatusBadGateway, view{SignedIn: true, Notice: err.Error()})
		return
	}
	if err := w.store.Delete(r.Context()); err != nil {
		show(rw, http.StatusInternalServerError, view{SignedIn: true, Notice: err.Error()})
		return
	}
	http.Redirect(rw, r, "/", http.StatusSeeOther)
}
