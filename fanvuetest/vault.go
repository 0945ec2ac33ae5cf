package fanvuetest

import (
	"fmt"
	"slices"
	"time"

	"github.com/fanvue-go/fanvue"
)

func vaultHandlers() map[fanvue.OperationName]handler {
	return map[fanvue.OperationName]handler{
		fanvue.OpVaultFolders:      listFolders,
		fanvue.OpVaultFolder:       getFolder,
		fanvue.OpVaultCreateFolder: createFolder,
		fanvue.OpVaultRenameFolder: renameFolder,
		fanvue.OpVaultDeleteFolder: deleteFolder,
		fanvue.OpVaultMedia:        listFolderMedia,
		fanvue.OpVaultAddMedia:     addFolderMedia,
		fanvue.OpVaultRemoveMedia:  removeFolderMedia,
	}
}

// Ids of the seeded media and links.
const (
	// VaultFolderName is a folder with media, among them MediaUUID.
	VaultFolderName = "Lisbon"
	// BoughtMediaLinkUUID is a media link that MeUUID bought.
	BoughtMediaLinkUUID = "d2000000-0000-4000-8000-000000000001"
	// MediaLinkUUID is a media link that MeUUID did not buy.
	MediaLinkUUID = "d2000000-0000-4000-8000-000000000002"
)

const (
	secondFolderName = "Studio / outtakes"
	abandonedUUID    = "d0000000-0000-4000-8000-000000000004"
	brokenUUID       = "d0000000-0000-4000-8000-000000000005"
	maxFolderName    = 255
	maxMediaPerMove  = 100
)

// vault holds the folders of the library, and the access to media.
type vault struct {
	folders  []*folder
	grants   []grant
	links    map[string]bool // by id: bought or not
	failures int             // how many of the next uploads fail to be processed
}

// folder is a folder of the vault. Its name is its id.
type folder struct {
	name      string
	createdAt time.Time
	media     []*media
}

// items returns the media of a folder. A nil folder has none.
func (f *folder) items() []*media {
	if f == nil {
		return nil
	}
	return f.media
}

// seedVault adds folders and more items.
func (a *account) seedVault(now time.Time) {
	if a.uuid != MeUUID {
		a.vault.folders = []*folder{{name: "Favourites", createdAt: now.Add(-24 * day), media: slices.Clone(a.library)}}
		return
	}
	image, video := findMedia(a.library, MediaUUID), findMedia(a.library, videoUUID)
	image.caption, image.description = "The pier", "First of the Lisbon set."
	image.recommendedPrice, image.tags = 999, seedTags()
	a.addMedia(abandonedUUID, fanvue.MediaVideo, now.Add(-11*day)).status = fanvue.MediaCreated
	a.addMedia(brokenUUID, fanvue.MediaDocument, now.Add(-10*day)).status = fanvue.MediaError
	a.vault.folders = []*folder{
		{name: VaultFolderName, createdAt: now.Add(-29 * day), media: []*media{image, video}},
		{name: secondFolderName, createdAt: now.Add(-15 * day)},
	}
	a.vault.links = map[string]bool{BoughtMediaLinkUUID: true, MediaLinkUUID: false}
}

// seedTags returns tags for a picture of a pier.
func seedTags() *tagsBody {
	none := []string{}
	return &tagsBody{
		BodyParts: none, BodyType: none, Description: valueOrNull("A wooden pier at sunset."), HairColor: none,
		ImportantTags: []string{"sunset", "pier"}, IsNSFW: false, MediaType: string(fanvue.MediaImage), NSFWCategory: none,
		OtherTags: []string{"gulls"}, People: none, Position: none, Setting: []string{"seaside"}, SexActs: none,
		SexObjects: none, SkinColor: none, Tags: []string{"sunset", "pier", "gulls"},
	}
}

// folder returns the folder of that name, or nil.
func (a *account) folder(name string) *folder {
	for _, f := range a.vault.folders {
		if f.name == name {
			return f
		}
	}
	return nil
}

func (c *call) folder() *folder { return c.account.folder(c.path["folderName"]) }

func folderNotFound() *response { return notFound("Folder not found") }

func folderNameTaken() *response { return conflict("A folder with this name already exists") }

type folderBody struct {
	CreatedAt  *string `json:"createdAt"`
	MediaCount int     `json:"mediaCount"`
	Name       string  `json:"name"`
}

func newFolderBody(f *folder) folderBody {
	return folderBody{timeOrNull(f.createdAt), len(f.media), f.name}
}

func listFolders(c *call) *response {
	q := c.parameters()
	p := q.page()
	if problem := q.rejection(); problem != nil {
		return problem
	}
	return pageOf(c.account.vault.folders, p, newFolderBody)
}

func getFolder(c *call) *response {
	f := c.folder()
	if f == nil {
		return folderNotFound()
	}
	return ok(newFolderBody(f))
}

// folderName reads the body of creating or renaming a folder.
func (c *call) folderName() (string, *response) {
	f, problem := c.fields()
	if problem != nil {
		return "", problem
	}
	f.require("name")
	name, _ := f.text("name", 1, maxFolderName)
	return name, f.rejection()
}

func createFolder(c *call) *response {
	name, problem := c.folderName()
	if problem != nil {
		return problem
	}
	if c.account.folder(name) != nil {
		return folderNameTaken()
	}
	added := &folder{name: name, createdAt: c.now}
	c.account.vault.folders = append(c.account.vault.folders, added)
	return created(newFolderBody(added))
}

func renameFolder(c *call) *response {
	name, problem := c.folderName()
	if problem != nil {
		return problem
	}
	renamed := c.folder()
	if renamed == nil {
		return folderNotFound()
	}
	if other := c.account.folder(name); other != nil && other != renamed {
		return folderNameTaken()
	}
	renamed.name = name
	return noContent()
}

// deleteFolder does not delete the media of the folder.
func deleteFolder(c *call) *response {
	gone := c.folder()
	if gone == nil {
		return folderNotFound()
	}
	c.account.vault.folders = slices.DeleteFunc(c.account.vault.folders, func(f *folder) bool { return f == gone })
	return noContent()
}

type folderMediaItem struct {
	CreatedAt *string `json:"createdAt"`
	MediaType string  `json:"mediaType"`
	Name      *string `json:"name"`
	UUID      string  `json:"uuid"`
}

func listFolderMedia(c *call) *response {
	q := c.parameters()
	p := q.page()
	if problem := q.rejection(); problem != nil {
		return problem
	}
	f := c.folder()
	if f == nil {
		return folderNotFound()
	}
	return pageOf(f.media, p, func(m *media) folderMediaItem {
		return folderMediaItem{timeOrNull(m.createdAt), string(m.kind), valueOrNull(m.name), m.uuid}
	})
}

// addFolderMedia adds all items, or none when one is unknown.
func addFolderMedia(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	f.require("mediaUuids")
	uuids, _ := f.ids("mediaUuids", 1, maxMediaPerMove)
	if problem := f.rejection(); problem != nil {
		return problem
	}
	into := c.folder()
	if into == nil {
		return folderNotFound()
	}
	items := slices.Clone(into.media)
	isIn := make(map[*media]bool, len(items))
	for _, item := range items {
		isIn[item] = true
	}
	for _, uuid := range uuids {
		item := c.account.mediaByID[uuid]
		if item == nil {
			return badRequest(fmt.Sprintf("The media %s is not in the library", uuid))
		}
		if !isIn[item] {
			items, isIn[item] = append(items, item), true
		}
	}
	added := len(items) - len(into.media)
	into.media = items
	return created(struct {
		AddedCount int `json:"addedCount"`
	}{added})
}

func removeFolderMedia(c *call) *response {
	f := c.folder()
	if f == nil {
		return folderNotFound()
	}
	at := slices.IndexFunc(f.media, func(m *media) bool { return m.uuid == c.path["mediaUuid"] })
	if at < 0 {
		return notFound("The media is not in this folder")
	}
	f.media = slices.Delete(f.media, at, at+1)
	return noContent()
}
