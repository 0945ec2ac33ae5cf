package fanvuetest

import (
	"slices"
	"time"

	"github.com/fanvue-go/fanvue"
)

const maxComment = 600

// comment is what somebody says about a post.
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

// tip is money for a post.
type tip struct {
	createdAt time.Time
	gross     fanvue.Cents
	by        *contact
}

func (t *tip) net() fanvue.Cents { return afterFees(t.gross) }

// self is the account as it shows among those who react.
func (a *Account) self() *contact { return &contact{person: a.person} }

// createdCommentBody is all that creating a comment answers with.
type createdCommentBody struct {
	CreatedAt string  `json:"createdAt"`
	Text      string  `json:"text"`
	UpdatedAt *string `json:"updatedAt"`
	UUID      string  `json:"uuid"`
}

func (m *comment) createdBody() createdCommentBody {
	return createdCommentBody{stamp(m.createdAt), m.text, stampOrNull(m.updatedAt), m.uuid}
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

func (l *like) body() likeBody { return likeBody{stamp(l.createdAt), l.by.bodyOrNull()} }

type tipBody struct {
	CreatedAt *string   `json:"createdAt"`
	Gross     int64     `json:"gross"`
	Net       int64     `json:"net"`
	User      *userBody `json:"user"`
}

func (t *tip) body() tipBody {
	return tipBody{stampOrNull(t.createdAt), int64(t.gross), int64(t.net()), t.by.bodyOrNull()}
}

// bodyOrNull writes a user who is gone as null.
func (user *contact) bodyOrNull() *userBody {
	if user == nil {
		return nil
	}
	body := user.body()
	return &body
}

// listReactions shows the newest of a post's reactions first.
func listReactions[S, T any](c *call, of func(*post) []S, show func(S) T) *answer {
	q := c.parameters()
	p := q.page()
	if problem := q.invalid(); problem != nil {
		return problem
	}
	about := c.post()
	if about == nil {
		return noPost()
	}
	rows := slices.Clone(of(about))
	slices.Reverse(rows)
	return pageOf(rows, p, show)
}

func listComments(c *call) *answer {
	return listReactions(c, func(p *post) []*comment { return p.comments }, (*comment).body)
}

func listLikes(c *call) *answer {
	return listReactions(c, func(p *post) []*like { return p.likes }, (*like).body)
}

func listTips(c *call) *answer {
	return listReactions(c, func(p *post) []*tip { return p.tips }, (*tip).body)
}

// createComment speaks for the owner of the post. The API lets nobody else.
func createComment(c *call) *answer {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	f.require("text")
	text, _ := f.text("text", 1, maxComment)
	if problem := f.invalid(); problem != nil {
		return problem
	}
	about := c.post()
	if about == nil {
		return noPost()
	}
	said := &comment{uuid: c.world.newUUID(), text: text, createdAt: c.now, by: c.account.self()}
	about.comments = append(about.comments, said)
	return created(said.createdBody())
}

// deleteComment takes away whatever anybody said about an own post.
func deleteComment(c *call) *answer {
	about := c.post()
	if about == nil {
		return noPost()
	}
	at := slices.IndexFunc(about.comments, func(said *comment) bool { return said.uuid == c.path["commentUuid"] })
	if at < 0 {
		return notFound("Comment not found")
	}
	about.comments = slices.Delete(about.comments, at, at+1)
	return noContent()
}
