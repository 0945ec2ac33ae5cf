package fanvuetest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

const (
	tramUUID      = "d0000000-0000-4000-8000-000000000002"
	morningUUID   = "d0000000-0000-4000-8000-000000000003"
	abandonedUUID = "d0000000-0000-4000-8000-000000000004"
	brokenUUID    = "d0000000-0000-4000-8000-000000000005"

	noMedia = `{"message":"Media not found"}`
)

// uuidsOf returns the ids of a list's items.
func uuidsOf(t *testing.T, got result) []string {
	t.Helper()
	uuids := []string{}
	for i := range dig(t, got.body, "data").([]any) {
		uuids = append(uuids, dig(t, got.body, "data", i, "uuid").(string))
	}
	return uuids
}

func TestMediaOnTheWire(t *testing.T) {
	atNewYear(t, func(t *testing.T, server *fanvuetest.Server) {
		image := func(rest string) string {
			return `{"caption":"The pier","createdAt":"1999-11-22T00:00:00.000Z","description":"First of the Lisbon set.","mediaType":"image",
				"name":"sunset-pier.jpg","recommendedPrice":999,"status":"ready","uuid":"` + fanvuetest.MediaUUID + `","tags":{
				"bodyParts":[],"bodyType":[],"description":"A wooden pier at sunset.","hairColor":[],"importantTags":["sunset","pier"],"isNsfw":false,
				"mediaType":"image","nsfwCategory":[],"otherTags":["gulls"],"people":[],"position":[],"setting":["seaside"],"sexActs":[],
				"sexObjects":[],"skinColor":[],"tags":["sunset","pier","gulls"]},` + rest + `}`
		}
		wantJSON(t, get(t, server, "/media/"+fanvuetest.MediaUUID), 200, image(`"variants":[]`))

		address := "https://media.example.com/" + fanvuetest.MediaUUID
		variants := `"url":"` + address + `/main?signature=fanvuetest","variants":[
			{"displayPosition":0,"height":1350,"lengthMs":null,"url":"` + address + `/thumbnail?signature=fanvuetest",
			 "uuid":"a1000000-0000-4000-8000-000000000001","variantType":"thumbnail","width":1080},
			{"displayPosition":0,"height":1350,"lengthMs":null,"url":"` + address + `/main?signature=fanvuetest",
			 "uuid":"a0000000-0000-4000-8000-000000000001","variantType":"main","width":1080}]`
		path := "/media/" + fanvuetest.MediaUUID + "?variants=thumbnail,main"
		wantJSON(t, get(t, server, path), 200, image(variants))
		wantJSON(t, get(t, server, path+"&purchasedBy="+priya), 200, image(variants+`,"purchasedByFan":false`))
		wantJSON(t, get(t, server, "/media/"+abandonedUUID+"?variants=main"), 200, `{"status":"created","uuid":"`+abandonedUUID+`"}`)
		wantExactly(t, get(t, server, "/media/"+unknownUUID), 404, noMedia)
		wantExactly(t, get(t, server, "/media/"+fanvuetest.MediaUUID+"?variants=huge"), 400,
			`{"errors":["variants must be one of main, thumbnail, thumbnail_gallery, blurred"]}`)
	})
}

func TestMediaList(t *testing.T) {
	server := newServer(t, withMedia())
	image := fanvuetest.MediaUUID
	for query, uuids := range map[string][]string{
		"":                                   {brokenUUID, abandonedUUID, morningUUID, tramUUID, image},
		"?mediaType=video":                   {abandonedUUID, tramUUID},
		"?mediaType=video&status=ready":      {tramUUID},
		"?status=created,error":              {brokenUUID, abandonedUUID},
		"?status=processing":                 {},
		"?folderName=Lisbon":                 {tramUUID, image},
		"?folderName=lisbon":                 {},
		"?folderName=Studio+%2F+outtakes":    {},
		"?usage=subscribers":                 {tramUUID, image},
		"?usage=followers":                   {image},
		"?usage=ppv":                         {tramUUID, image},
		"?usage=mass_messages":               {},
		"?name=TRAM":                         {brokenUUID, abandonedUUID, morningUUID, tramUUID, image},
		"?size=2&page=2":                     {morningUUID, tramUUID},
		"?folderName=Lisbon&page=2&size=1":   {image},
		"?mediaType=document&usage=ppv":      {},
		"?mediaType=image&usage=followers":   {image},
		"?folderName=Lisbon&mediaType=image": {image},
	} {
		want(t, query, uuidsOf(t, get(t, server, "/media"+query)), uuids)
	}
	got := get(t, server, "/media?folderName=Lisbon&purchasedBy="+priya)
	want(t, "bought", dig(t, got.body, "data", 0, "purchasedByFan"), any(true))
	want(t, "not bought", dig(t, got.body, "data", 1, "purchasedByFan"), any(false))
	got = get(t, server, "/media?folderName=Lisbon&purchasedBy="+unknownUUID)
	want(t, "a stranger", dig(t, got.body, "data", 0, "purchasedByFan"), any(false))

	for query, problem := range map[string]string{
		"?mediaType=book": `{"errors":["mediaType must be one of image, video, audio, document"]}`,
		"?usage=posts":    `{"errors":["usage must be one of subscribers, followers, ppv, mass_messages"]}`,
		"?status=ready,x": `{"errors":["status must be one of created, processing, ready, error"]}`,
		"?size=51":        `{"errors":["size must be a whole number from 1 to 50"]}`,
	} {
		wantExactly(t, get(t, server, "/media"+query), 400, problem)
	}

	ask(t, server, http.MethodPost, "/chats/mass-messages", `{"mediaUuids":["`+morningUUID+`"],"includedLists":{"smartListUuids":["muted"]}}`)
	want(t, "in a mass message", uuidsOf(t, get(t, server, "/media?usage=mass_messages")), []string{morningUUID})
}

func TestMediaListOnV1(t *testing.T) {
	server := newServer(t, withMedia())
	want(t, "name", uuidsOf(t, get(t, server, "/v1/media?name=TRAM")), []string{tramUUID})
	first := get(t, server, "/v1/media?size=3")
	want(t, "first", uuidsOf(t, first), []string{brokenUUID, abandonedUUID, morningUUID})
	second := get(t, server, "/v1/media?size=3&cursor="+dig(t, first.body, "nextCursor").(string))
	want(t, "second", uuidsOf(t, second), []string{tramUUID, fanvuetest.MediaUUID})
	want(t, "end", dig(t, second.body, "nextCursor"), nil)
}

func TestMediaOfAManagedCreator(t *testing.T) {
	server := newServer(t, withMedia())
	const creatorMedia = "d1000000-0000-4000-8000-000000000001"
	mirror := "/creators/" + fanvuetest.CreatorUUID
	want(t, "library", uuidsOf(t, get(t, server, mirror+"/media")), []string{creatorMedia})
	want(t, "one", dig(t, get(t, server, mirror+"/media/"+creatorMedia).body, "status"), any("ready"))
	wantExactly(t, get(t, server, mirror+"/media/"+fanvuetest.MediaUUID), 404, noMedia)
	want(t, "folder", uuidsOf(t, get(t, server, mirror+"/vault/folders/Favourites/media")), []string{creatorMedia})
}

func TestMediaBulk(t *testing.T) {
	server := newServer(t, withMedia())
	got := get(t, server, "/media/bulk?mediaUuids="+morningUUID+","+unknownUUID+","+brokenUUID+"&variants=main&purchasedBy="+priya)
	want(t, "errors", dig(t, got.body, "errors"), decode(t, `[{"code":"NOT_FOUND","mediaUuid":"`+unknownUUID+`","message":"The media does not exist"}]`))
	want(t, "unknown", dig(t, got.body, "results", unknownUUID), nil)
	want(t, "broken", dig(t, got.body, "results", brokenUUID), decode(t, `{"status":"error","uuid":"`+brokenUUID+`"}`))
	want(t, "variant", dig(t, got.body, "results", morningUUID, "variants", 0, "lengthMs"), any(42000.0))
	want(t, "purchasedByFan", dig(t, got.body, "results", morningUUID, "purchasedByFan"), nil)
	want(t, "results", len(dig(t, got.body, "results").(map[string]any)), 3)
	for _, query := range []string{"", "?mediaUuids=", "?mediaUuids=" + strings.Repeat("a,", 20) + "a"} {
		wantExactly(t, get(t, server, "/media/bulk"+query), 400, `{"errors":["mediaUuids must have 1 to 20 ids, separated by commas"]}`)
	}
	want(t, "20", get(t, server, "/media/bulk?mediaUuids="+strings.Repeat("a,", 19)+"a").status, 200)
}

func TestUpdateMedia(t *testing.T) {
	server := newServer(t, withMedia())
	path := "/media/" + fanvuetest.MediaUUID
	told := func(got result) []any {
		t.Helper()
		want(t, "status", got.status, 200)
		var values []any
		for _, field := range []string{"name", "caption", "description", "recommendedPrice"} {
			values = append(values, dig(t, got.body, field))
		}
		return values
	}
	change := func(body string) result { return ask(t, server, http.MethodPatch, path, body) }
	want(t, "all", told(change(`{"name":"n","caption":"c","description":"d","recommendedPrice":1200}`)), []any{"n", "c", "d", 1200.0})
	want(t, "one", told(change(`{"caption":"k"}`)), []any{"n", "k", "d", 1200.0})
	wantExactly(t, change(`{"caption":"no","name":"","description":7,"recommendedPrice":0.5}`), 400, `{"errors":["name must have 1 to 255 characters",`+
		`"description must be a string","recommendedPrice must be a whole number"]}`)
	want(t, "after a refusal", told(get(t, server, path)), []any{"n", "k", "d", 1200.0})
	want(t, "nulls", told(change(`{"name":null,"caption":null,"description":null,"recommendedPrice":null}`)), []any{nil, nil, nil, nil})
	want(t, "kept", told(get(t, server, path)), []any{nil, nil, nil, nil})
	wantExactly(t, ask(t, server, http.MethodPatch, "/media/"+unknownUUID, `{"name":"x"}`), 404, noMedia)
}

func TestDeleteMedia(t *testing.T) {
	server := newServer(t, withMedia())
	path := "/media/" + fanvuetest.MediaUUID
	wantExactly(t, ask(t, server, http.MethodDelete, path, ""), 204, "")
	wantExactly(t, ask(t, server, http.MethodDelete, path, ""), 404, noMedia)
	wantExactly(t, get(t, server, path), 404, noMedia)
	want(t, "folder", uuidsOf(t, get(t, server, "/vault/folders/Lisbon/media")), []string{tramUUID})
	want(t, "message", len(server.Me().Messages(jonas)[2].MediaUUIDs), 1)
	sale := ask(t, server, http.MethodPost, "/chats/"+jonas+"/message", `{"mediaUuids":["`+fanvuetest.MediaUUID+`"]}`)
	want(t, "not sent", sale.status, 400)

	media, id := beginUpload(t, server, uploadsPath)
	ask(t, server, http.MethodDelete, "/media/"+media, "")
	wantExactly(t, get(t, server, uploadsPath+"/"+id+"/parts/1/url"), 404, `{"message":"Upload not found"}`)
}

func TestUnfinishedMediaAreNotSent(t *testing.T) {
	server := newServer(t, withMedia())
	for _, uuid := range []string{abandonedUUID, brokenUUID} {
		wantExactly(t, ask(t, server, http.MethodPost, "/chats/"+jonas+"/message", `{"mediaUuids":["`+uuid+`"]}`), 400,
			`{"message":"The media `+uuid+` is not ready"}`)
	}
}

func TestGrants(t *testing.T) {
	server := newServer(t, withMedia())
	path := "/media/" + morningUUID
	entitled := func(consumer string) result {
		return get(t, server, path+"/entitled?variants=main&purchasedBy="+priya+"&consumerId="+consumer)
	}
	wantExactly(t, entitled(priya), 404, noMedia)
	grant := func(body string) string {
		t.Helper()
		got := ask(t, server, http.MethodPost, path+"/grant", body)
		want(t, "granted", []any{got.status, dig(t, got.body, "status")}, []any{200, "granted"})
		return dig(t, got.body, "entitlementId").(string)
	}
	first := grant(`{"consumerId":"` + priya + `","source":"quiz_app","sourceRef":"1"}`)
	want(t, "again", grant(`{"consumerId":"`+priya+`","source":"quiz_app","sourceRef":"1"}`), first)
	seen := map[string]bool{first: true}
	for _, other := range []string{
		`{"consumerId":"` + priya + `","source":"quiz_app","sourceRef":"2"}`, `{"consumerId":"` + priya + `","source":"other","sourceRef":"1"}`,
		`{"consumerId":"` + jonas + `","source":"quiz_app","sourceRef":"1"}`,
	} {
		id := grant(other)
		if seen[id] {
			t.Errorf("%s has the id of another grant", other)
		}
		seen[id] = true
	}
	got := entitled(priya)
	want(t, "entitled", []any{got.status, dig(t, got.body, "uuid"), len(dig(t, got.body, "variants").([]any))}, []any{200, morningUUID, 1})
	want(t, "purchasedByFan", dig(t, got.body, "purchasedByFan"), nil)
	wantExactly(t, entitled(fanvuetest.FollowerUUID), 404, noMedia)
	wantExactly(t, get(t, server, "/media/"+tramUUID+"/entitled?consumerId="+priya), 404, noMedia)
	wantExactly(t, get(t, server, path+"/entitled"), 400, `{"errors":["consumerId is required"]}`)

	wantExactly(t, ask(t, server, http.MethodPost, path+"/grant", `{}`), 400,
		`{"errors":["consumerId is required","source is required","sourceRef is required"]}`)
	wantExactly(t, ask(t, server, http.MethodPost, path+"/grant", `{"consumerId":"","source":"My App","sourceRef":"`+strings.Repeat("x", 256)+`"}`), 400,
		`{"errors":["consumerId must be a UUID","sourceRef must have 1 to 255 characters","source must match ^[a-z0-9_]+$"]}`)
	wantExactly(t, ask(t, server, http.MethodPost, "/media/"+unknownUUID+"/grant", `{"consumerId":"`+priya+`","source":"a","sourceRef":"b"}`), 404, noMedia)
}

func TestMediaLinks(t *testing.T) {
	server := newServer(t, withMedia())
	wantExactly(t, get(t, server, "/media/links/"+fanvuetest.BoughtMediaLinkUUID+"/purchased"), 200, `{"purchased":true}`)
	wantExactly(t, get(t, server, "/media/links/"+fanvuetest.MediaLinkUUID+"/purchased"), 200, `{"purchased":false}`)
	wantExactly(t, get(t, server, "/media/links/"+unknownUUID+"/purchased"), 404, `{"message":"Media link not found"}`)
}

// TestMediaReachesTheSDK makes sure that what is served can be read.
func TestMediaReachesTheSDK(t *testing.T) {
	server := newServer(t, withMedia())
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		t.Fatal(err)
	}
	media, err := client.Media.Get(t.Context(), fanvuetest.MediaUUID, &fanvue.MediaOptions{Variants: []fanvue.MediaVariantType{fanvue.VariantMain}})
	if err != nil {
		t.Fatal(err)
	}
	want(t, "media", []any{media.Status, media.Caption, *media.RecommendedPrice, media.Variants[0].VariantType, media.Tags.Setting},
		[]any{fanvue.MediaReady, "The pier", fanvue.Cents(999), fanvue.VariantMain, []string{"seaside"}})
}

func TestDeletedMedia(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		me := server.Me()
		price := fanvue.Cents(500)
		media := me.AddMedia("", fanvue.MediaImage)
		template := me.AddTemplate(fanvue.Template{Text: "Hi", Price: &price, MediaUUIDs: []string{media}})
		message := "/chats/" + jonas + "/message"
		ask(t, server, http.MethodPost, message, `{"templateUuid":"`+template+`"}`)
		body := `{"mediaUuids":["` + media + `"],"includedLists":{"smartListUuids":["subscribers"]},"scheduledAt":"2000-01-01T01:00:00Z"}`
		mass := dig(t, ask(t, server, http.MethodPost, "/chats/mass-messages", body).body, "id").(string)
		post := ask(t, server, http.MethodPost, "/posts", `{"audience":"subscribers","text":"a","mediaUuids":["`+media+`"],"mediaPreviewUuid":"`+media+`"}`)

		want(t, "deleted", ask(t, server, http.MethodDelete, "/media/"+media, "").status, 204)
		want(t, "template", dig(t, get(t, server, "/chats/templates/"+template).body, "mediaUuids"), any([]any{}))
		shown := get(t, server, "/posts/"+dig(t, post.body, "uuid").(string)).body
		want(t, "post", []any{dig(t, shown, "mediaUuids"), dig(t, shown, "mediaPreviewUuid")}, []any{[]any{}, nil})
		wantExactly(t, ask(t, server, http.MethodPost, message, `{"templateUuid":"`+template+`"}`), 400, `{"message":"A price needs media"}`)
		want(t, "what was sent", lastMessage(server, jonas).MediaUUIDs, []string{media})
		time.Sleep(2 * time.Hour)
		want(t, "mass message", dig(t, get(t, server, "/chats/mass-messages?includeDeleted=true").body, "data", 0, "uuid"), any(mass))
		want(t, "not sent", dig(t, get(t, server, "/chats/mass-messages?includeDeleted=true").body, "data", 0, "publishedAt"), nil)
		want(t, "no empty message", lastMessage(server, jonas).MediaUUIDs, []string{media})
	})
}
