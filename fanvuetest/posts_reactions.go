package fanvuetest

import (
	"slices"
	"time"
)

const maxComment = 600

// comment is a comment on a post.
type comment struct {
	uuid, text string
	createdAt  time.Time
	updatedAt  time.Time // zero: never changed
	by         *contact  // nil: the account was deleted, as in what follows
}

type like struct {
	createdAt time.Time
	by        *contact
}

// self returns the account as the author of a comment.
func (a *account) self() *contact { return &contact{person: a.person} }

// createdCommentBody is the response to creating a comment.
type createdCommentBody struct {
	CreatedAt string  `json:"createdAt"`
	Text      string  `json:"text"`
	UpdatedAt *string `json:"updatedAt"`
	UUID      string  `json:"uuid"`
}

func (m *comment) createdBody() createdCommentBody {
	return createdCommentBody{formatTime(m.createdAt), m.text, timeOrNull(m.updatedAt), m.uuid}
}

type commentBody struct {
	createdCommentBody
	User *briefUser `json:"user"`
}

func (m *comment) body() commentBody {
	return commentBody{m.createdBody(), m.by.briefOrNull()}
}

type likeBody struct {
	CreatedAt string    `json:"createdAt"`
	User      *userBody `json:"user"`
}

func (l *like) body() likeBody { return likeBody{formatTime(l.createdAt), l.by.bodyOrNull()} }

type tipBody struct {
	CreatedAt *string   `json:"createdAt"`
	Gross     int64     `json:"gross"`
	Net       int64     `json:"net"`
	User      *userBody `json:"user"`
}

func (p *payment) tipBody() tipBody {
	return tipBody{timeOrNull(p.at), int64(p.gross), int64(p.net()), p.from.bodyOrNull()}
}

// bodyOrNull returns nil for a user whose account was deleted.
func (user *contact) bodyOrNull() *userBody {
	if user == nil {
		return nil
	}
	body := user.body()
	return &body
}

// listReactions returns the newest reactions to a post first.
func listReactions[S, T any](c *call, of func(*post) []S, show func(S) T) *response {
	q := c.parameters()
	p := q.page()
	if problem := q.rejection(); problem != nil {
		return problem
	}
	about := c.post()
	if about == nil {
		return postNotFound()
	}
	items := slices.Clone(of(about))
	slices.Reverse(items)
	return pageOf(items, p, show)
}

func listComments(c *call) *response {
	return listReactions(c, func(p *post) []*comment { return p.comments }, (*comment).body)
}

func listLikes(c *call) *response {
	return listReactions(c, func(p *post) []*like { return p.likes }, (*like).body)
}

func listTips(c *call) *response {
	return listReactions(c, func(p *post) []*payment { return p.tips }, (*payment).tipBody)
}

// createComment comments as the owner of the post. The API lets nobody else.
func createComment(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	f.require("text")
	text, _ := f.text("text", 1, maxComment)
	if problem := f.rejection(); problem != nil {
		return problem
	}
	about := c.post()
	if about == nil {
		return postNotFound()
	}
	added := &comment{uuid: c.state.newUUID(), text: text, createdAt: c.now, by: c.account.self()}
	about.comments = append(about.comments, added)
	return created(added.createdBody())
}

// deleteComment deletes a comment on a post of the account, whoever wrote it.
func deleteComment(c *call) *response {
	about := c.post()
	if about == nil {
		return postNotFound()
	}
	at := slices.IndexFunc(about.comments, func(added *comment) bool { return added.uuid == c.path["commentUuid"] })
	if at < 0 {
		return notFound("Comment not found")
	}
	about.comments = slices.Delete(about.comments, at, at+1)
	return noContent()
}
