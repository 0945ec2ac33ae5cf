package fanvuetest

import (
	"strings"

	"github.com/fanvue-go/fanvue"
)

func templateHandlers() map[fanvue.OperationName]handler {
	return map[fanvue.OperationName]handler{
		fanvue.OpTemplatesList: listTemplates,
		fanvue.OpTemplatesGet:  getTemplate,
	}
}

// template is a prepared message.
type template struct {
	uuid, folder string
	content
}

func (a *account) template(uuid string) *template {
	for _, t := range a.templates {
		if t.uuid == uuid {
			return t
		}
	}
	return nil
}

type templateBody struct {
	FolderName *string  `json:"folderName"`
	MediaUUIDs []string `json:"mediaUuids"`
	Price      *int64   `json:"price"`
	Text       *string  `json:"text"`
	UUID       string   `json:"uuid"`
}

func newTemplateBody(t *template) templateBody {
	return templateBody{valueOrNull(t.folder), t.mediaUUIDs(), valueOrNull(int64(t.price)), valueOrNull(t.text), t.uuid}
}

func listTemplates(c *call) *response {
	q := c.parameters()
	p := q.page()
	if problem := q.rejection(); problem != nil {
		return problem
	}
	folder := strings.ToLower(c.query.Get("folderName"))
	var items []*template
	for _, t := range c.account.templates {
		if strings.Contains(strings.ToLower(t.folder), folder) {
			items = append(items, t)
		}
	}
	return pageOf(items, p, newTemplateBody)
}

func getTemplate(c *call) *response {
	t := c.account.template(c.path["templateUuid"])
	if t == nil {
		return notFound("Template not found")
	}
	return ok(newTemplateBody(t))
}
