package fanvuetest_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue/fanvuetest"
)

const foldersPath = "/vault/folders"

func TestVaultFolders(t *testing.T) {
	atNewYear(t, func(t *testing.T, server *fanvuetest.Server) {
		wantJSON(t, get(t, server, foldersPath), 200, `{"data":[
			{"createdAt":"1999-12-03T00:00:00.000Z","mediaCount":2,"name":"Lisbon"},
			{"createdAt":"1999-12-17T00:00:00.000Z","mediaCount":0,"name":"Studio / outtakes"}],
			"pagination":{"page":1,"size":2,"hasMore":false}}`)
		wantJSON(t, get(t, server, foldersPath+"/Studio%20%2F%20outtakes"), 200,
			`{"createdAt":"1999-12-17T00:00:00.000Z","mediaCount":0,"name":"Studio / outtakes"}`)

		taken := `{"message":"A folder with this name already exists"}`
		made := ask(t, server, http.MethodPost, foldersPath, `{"name":"100% new?"}`)
		wantJSON(t, made, 201, `{"createdAt":"2000-01-01T00:00:00.000Z","mediaCount":0,"name":"100% new?"}`)
		wantExactly(t, ask(t, server, http.MethodPost, foldersPath, `{"name":"100% new?"}`), 409, taken)
		path := foldersPath + "/100%25%20new%3F"
		wantExactly(t, ask(t, server, http.MethodPatch, path, `{"name":"Lisbon"}`), 409, taken)
		wantExactly(t, ask(t, server, http.MethodPatch, path, `{"name":"100% new?"}`), 204, "")
		wantExactly(t, ask(t, server, http.MethodPatch, path, `{"name":"Older"}`), 204, "")
		wantExactly(t, get(t, server, path), 404, `{"message":"Folder not found"}`)
		path = foldersPath + "/Older"
		want(t, "renamed", get(t, server, path).status, 200)

		wantExactly(t, ask(t, server, http.MethodDelete, path, ""), 204, "")
		for _, gone := range []struct{ method, path, body string }{
			{"GET", path, ""}, {"PATCH", path, `{"name":"x"}`}, {"DELETE", path, ""}, {"GET", path + "/media", ""},
			{"POST", path + "/media", `{"mediaUuids":["` + tramUUID + `"]}`}, {"DELETE", path + "/media/" + tramUUID, ""},
		} {
			wantExactly(t, ask(t, server, gone.method, gone.path, gone.body), 404, `{"message":"Folder not found"}`)
		}
		for _, name := range []string{"", strings.Repeat("é", 256)} {
			wantExactly(t, ask(t, server, http.MethodPost, foldersPath, fmt.Sprintf(`{"name":%q}`, name)), 400,
				`{"errors":["name must have 1 to 255 characters"]}`)
		}
	})
}

func TestVaultMedia(t *testing.T) {
	atNewYear(t, func(t *testing.T, server *fanvuetest.Server) {
		path := foldersPath + "/" + fanvuetest.VaultFolderName
		add := func(uuids ...string) result {
			return ask(t, server, http.MethodPost, path+"/media", `{"mediaUuids":["`+strings.Join(uuids, `","`)+`"]}`)
		}
		wantExactly(t, add(morningUUID, tramUUID, morningUUID), 201, `{"addedCount":1}`)
		wantExactly(t, add(morningUUID, unknownUUID), 400, `{"errors":["The media `+unknownUUID+` is not in the library"]}`)
		wantExactly(t, add(slices.Repeat([]string{morningUUID}, 101)...), 400, `{"errors":["mediaUuids must have 1 to 100 items"]}`)
		want(t, "mediaCount", dig(t, get(t, server, path).body, "mediaCount"), any(3.0))
		wantExactly(t, ask(t, server, http.MethodDelete, path+"/media/"+tramUUID, ""), 204, "")
		wantExactly(t, ask(t, server, http.MethodDelete, path+"/media/"+tramUUID, ""), 404, `{"message":"The media is not in this folder"}`)
		wantJSON(t, get(t, server, path+"/media"), 200, `{"data":[
			{"createdAt":"1999-11-22T00:00:00.000Z","mediaType":"image","name":"sunset-pier.jpg","uuid":"`+fanvuetest.MediaUUID+`"},
			{"createdAt":"1999-12-12T00:00:00.000Z","mediaType":"audio","name":"good-morning.m4a","uuid":"`+morningUUID+`"}],
			"pagination":{"page":1,"size":2,"hasMore":false}}`)
		want(t, "in the library", get(t, server, "/media/"+tramUUID).status, 200)

		ask(t, server, http.MethodDelete, path, "")
		want(t, "all in the library", len(uuidsOf(t, get(t, server, "/media"))), 5)
	})
}

func TestVaultOnV1(t *testing.T) {
	server := newServer(t, withMedia())
	first := get(t, server, "/v1"+foldersPath+"?size=1")
	want(t, "first", dig(t, first.body, "data", 0, "name"), any("Lisbon"))
	second := get(t, server, "/v1"+foldersPath+"?size=1&cursor="+dig(t, first.body, "nextCursor").(string))
	wantJSON(t, second, 200, `{"data":[{"createdAt":`+fmt.Sprintf("%q", dig(t, second.body, "data", 0, "createdAt"))+`,
		"mediaCount":0,"name":"Studio / outtakes"}],"nextCursor":null}`)
}
