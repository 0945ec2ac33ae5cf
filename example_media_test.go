package fanvue_test

import (
	"fmt"
	"io"
	"log"
	"strings"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func ExampleMediaService_Upload() {
	server := fanvuetest.NewServer()
	defer server.Close()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		log.Println(err)
		return
	}
	if err := sell(client, strings.NewReader("the bytes of a film")); err != nil {
		log.Println(err)
	}
	// Output:
	// clip.mp4 is ready
	// sent
}

func sell(client *fanvue.Client, file io.Reader) error {
	item, err := client.Media.Upload(ctx, "clip.mp4", file, &fanvue.UploadOptions{Wait: true}) // up to 1.5 GiB
	if err != nil {
		return err
	}
	fmt.Println(item.Name, "is", item.Status)
	_, err = client.Messages.Send(ctx, fanUUID, fanvue.MessageParams{Text: "Only for you", MediaUUIDs: []string{item.UUID}, Price: 999})
	if err != nil {
		return err
	}
	fmt.Println("sent")
	return nil
}

func ExampleUploadOptions() {
	server := fanvuetest.NewServer()
	defer server.Close()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		log.Println(err)
		return
	}
	file := strings.NewReader("the bytes of a film")
	var begun *fanvue.UploadState
	item, err := client.Media.Upload(ctx, "clip.mp4", file, &fanvue.UploadOptions{
		Resume:    begun, // from SaveState or an UploadError of an earlier run; nil begins anew
		SaveState: func(state fanvue.UploadState) error { begun = &state; return nil },
		Progress:  func(p fanvue.UploadProgress) { fmt.Println(p.BytesSent, "of", p.BytesTotal) },
		Wait:      true, // until it can be sent or posted
	})
	if err != nil {
		log.Println(err)
		return
	}
	fmt.Println(item.Status, "after", len(begun.Parts), "part")
	// Output:
	// 0 of 19
	// 19 of 19
	// 19 of 19
	// ready after 1 part
}

func ExamplePostsService_Create() {
	server := fanvuetest.NewServer()
	defer server.Close()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		log.Println(err)
		return
	}
	post, err := client.Posts.Create(ctx, fanvue.PostParams{Audience: fanvue.AudienceSubscribers, Text: "New set!"})
	if err != nil {
		log.Println(err)
		return
	}
	fmt.Println(post.Text)
	// Output: New set!
}
