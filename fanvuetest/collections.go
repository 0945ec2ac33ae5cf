package fanvuetest

import (
	"slices"
	"time"

	"github.com/fanvue-go/fanvue"
)

func collectionHandlers() map[fanvue.OperationName]handler {
	return map[fanvue.OperationName]handler{
		fanvue.OpCollectionsList:   listCollections,
		fanvue.OpCollectionsCreate: createCollection,
		fanvue.OpCollectionsRename: renameCollection,
		fanvue.OpCollectionsDelete: deleteCollection,
	}
}

const maxCollectionLabel = 100

// collection groups posts.
type collection struct {
	uuid, label string
	createdAt   time.Time
}

// collection returns a collection of the feed, or nil.
func (f *feed) collection(uuid string) *collection {
	for _, k := range f.collections {
		if k.uuid == uuid {
			return k
		}
	}
	return nil
}

// labelTaken reports whether a collection other than this one has the label.
func (f *feed) labelTaken(label string, this *collection) bool {
	return slices.ContainsFunc(f.collections, func(k *collection) bool { return k != this && k.label == label })
}

func collectionNotFound() *response { return notFound("Collection not found") }

func collectionLabelTaken() *response { return conflict("A collection with this label already exists") }

type collectionBody struct {
	CreatedAt *string `json:"createdAt"`
	Label     string  `json:"label"`
	UUID      string  `json:"uuid"`
}

func (k *collection) body() collectionBody {
	return collectionBody{timeOrNull(k.createdAt), k.label, k.uuid}
}

func listCollections(c *call) *response {
	q := c.parameters()
	p := q.page()
	if problem := q.rejection(); problem != nil {
		return problem
	}
	return pageOf(c.feed().collections, p, (*collection).body)
}

// collectionLabel reads the body of creating or renaming a collection.
func (c *call) collectionLabel() (string, *response) {
	f, problem := c.fields()
	if problem != nil {
		return "", problem
	}
	f.require("label")
	label, _ := f.text("label", 1, maxCollectionLabel)
	return label, f.rejection()
}

func createCollection(c *call) *response {
	label, problem := c.collectionLabel()
	if problem != nil {
		return problem
	}
	f := c.feed()
	if f.labelTaken(label, nil) {
		return collectionLabelTaken()
	}
	added := &collection{uuid: c.state.newUUID(), label: label, createdAt: c.now}
	f.collections = append(f.collections, added)
	return created(added.body())
}

func renameCollection(c *call) *response {
	label, problem := c.collectionLabel()
	if problem != nil {
		return problem
	}
	f := c.feed()
	k := f.collection(c.path["uuid"])
	if k == nil {
		return collectionNotFound()
	}
	if f.labelTaken(label, k) {
		return collectionLabelTaken()
	}
	k.label = label
	return noContent()
}

// deleteCollection does not delete the posts of the collection.
func deleteCollection(c *call) *response {
	f := c.feed()
	k := f.collection(c.path["uuid"])
	if k == nil {
		return collectionNotFound()
	}
	isGone := func(other *collection) bool { return other == k }
	f.collections = slices.DeleteFunc(f.collections, isGone)
	for _, p := range f.posts {
		// A copy: an update may share the slice with the previous state of the
		// post.
		p.collections = slices.DeleteFunc(slices.Clone(p.collections), isGone)
	}
	return noContent()
}
