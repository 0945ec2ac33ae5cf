package fanvuetest

import "strings"

// template is a prepared message.
type template struct {
	uuid, folder string
	content
}

func (a *Account) template(uuid string) *template {
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
	return templateBody{orNull(t.folder), t.mediaUUIDs(), orNull(int64(t.price)), orNull(t.text), t.uuid}
}

func listTemplates(c *call) *answer {
	q := c.parameters()
	p := q.page()
	if problem := q.invalid(); problem != nil {
		return problem
	}
	folder := strings.ToLower(c.query.Get("folderName"))
	var rows []*template
	for _, t := range c.account.templates {
		if strings.Contains(strings.ToLower(t.folder), folder) {
			rows = append(rows, t)
		}
	}
	return pageOf(rows, p, newTemplateBody)
}

func getTemplate(c *call) *answer {
	t := c.account.template(c.path["templateUuid"])
	if t == nil {
		return notFound("Template not found")
	}
	return ok(newTemplateBody(t))
}
