package fanvue_test

import (
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
)

// A managed creator without an id must not become the caller's own account.
func TestValidationOfCreators(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for _, id := range []string{"", ".", ".."} {
		server := new(validationServer)
		c := server.client(t).Creator(id)
		session := fanvue.UploadSessionParams{Name: "n", Filename: "f.jpg", MediaType: fanvue.MediaImage}
		folder := fanvue.VaultFolderParams{Name: "f"}
		link := fanvue.TrackingLinkParams{Name: "l", ExternalSocialPlatform: fanvue.PlatformOther}
		text, vip := "hello", fanvue.MassMessageLists{CustomListUUIDs: []string{"vip"}}
		calls := map[fanvue.OperationName]error{
			fanvue.OpCreatorSelfAccount:               second(c.Self.Account(ctx)),
			fanvue.OpCreatorSelfNotifications:         second(c.Self.Notifications(ctx, nil)),
			fanvue.OpCreatorChatsList:                 second(c.Chats.List(ctx, nil)),
			fanvue.OpCreatorChatsCreate:               second(c.Chats.Create(ctx, "fan")),
			fanvue.OpCreatorChatsUpdate:               c.Chats.Update(ctx, "fan", fanvue.ChatUpdate{IsRead: fanvue.Value(true)}),
			fanvue.OpCreatorChatsMedia:                second(c.Chats.Media(ctx, "fan", nil)),
			fanvue.OpCreatorMessagesList:              second(c.Messages.List(ctx, "fan", nil)),
			fanvue.OpCreatorMessagesSend:              second(c.Messages.Send(ctx, "fan", fanvue.MessageParams{Text: text})),
			fanvue.OpCreatorMessagesMedia:             second(c.Messages.Media(ctx, "fan", "m", fanvue.MessageMediaParams{MediaUUIDs: []string{"a"}})),
			fanvue.OpCreatorMassMessagesList:          second(c.MassMessages.List(ctx, nil)),
			fanvue.OpCreatorMassMessagesSend:          second(c.MassMessages.Send(ctx, fanvue.MassMessageParams{Text: text, IncludedLists: vip})),
			fanvue.OpCreatorMassMessagesUpdate:        c.MassMessages.Update(ctx, "m", fanvue.MassMessageUpdate{Text: fanvue.Value(text)}),
			fanvue.OpCreatorMassMessagesDelete:        c.MassMessages.Delete(ctx, "m"),
			fanvue.OpCreatorCustomListsList:           second(c.CustomLists.List(ctx, nil)),
			fanvue.OpCreatorCustomListsMembers:        second(c.CustomLists.Members(ctx, "vip", nil)),
			fanvue.OpCreatorSmartListsList:            second(c.SmartLists.List(ctx)),
			fanvue.OpCreatorSmartListsMembers:         second(c.SmartLists.Members(ctx, "muted", nil)),
			fanvue.OpCreatorFansSubscribers:           second(c.Fans.Subscribers(ctx, nil)),
			fanvue.OpCreatorFansFollowers:             second(c.Fans.Followers(ctx, nil)),
			fanvue.OpCreatorFansOnlineSubscribers:     second(c.Fans.OnlineSubscribers(ctx, nil)),
			fanvue.OpCreatorMediaList:                 second(c.Media.List(ctx, nil)),
			fanvue.OpCreatorMediaGet:                  second(c.Media.Get(ctx, "m", nil)),
			fanvue.OpCreatorMediaCreateUpload:         second(c.Media.CreateUpload(ctx, session)),
			fanvue.OpCreatorMediaUploadPartURL:        second(c.Media.UploadPartURL(ctx, "up", 1)),
			fanvue.OpCreatorMediaUploadPartURLs:       second(c.Media.UploadPartURLs(ctx, "up", 1, 2)),
			fanvue.OpCreatorMediaCompleteUpload:       second(c.Media.CompleteUpload(ctx, "up", []fanvue.UploadedPart{{Number: 1, ETag: "e"}})),
			fanvue.OpCreatorVaultFolders:              second(c.Vault.Folders(ctx, nil)),
			fanvue.OpCreatorVaultFolder:               second(c.Vault.Folder(ctx, "f")),
			fanvue.OpCreatorVaultCreateFolder:         second(c.Vault.CreateFolder(ctx, folder)),
			fanvue.OpCreatorVaultRenameFolder:         c.Vault.RenameFolder(ctx, "f", folder),
			fanvue.OpCreatorVaultDeleteFolder:         c.Vault.DeleteFolder(ctx, "f"),
			fanvue.OpCreatorVaultMedia:                second(c.Vault.Media(ctx, "f", nil)),
			fanvue.OpCreatorVaultAddMedia:             second(c.Vault.AddMedia(ctx, "f", []string{"m"})),
			fanvue.OpCreatorVaultRemoveMedia:          c.Vault.RemoveMedia(ctx, "f", "m"),
			fanvue.OpCreatorPostsList:                 second(c.Posts.List(ctx, nil)),
			fanvue.OpCreatorPostsCreate:               second(c.Posts.Create(ctx, fanvue.PostParams{Audience: fanvue.AudienceSubscribers, Text: text})),
			fanvue.OpCreatorPostsUpdate:               second(c.Posts.Update(ctx, "p", fanvue.PostUpdate{Text: fanvue.Value(text)})),
			fanvue.OpCreatorPostsDelete:               c.Posts.Delete(ctx, "p"),
			fanvue.OpCreatorPostsPin:                  second(c.Posts.Pin(ctx, "p")),
			fanvue.OpCreatorPostsUnpin:                second(c.Posts.Unpin(ctx, "p")),
			fanvue.OpCreatorPostsRepost:               second(c.Posts.Repost(ctx, "p")),
			fanvue.OpCreatorPostsComments:             second(c.Posts.Comments(ctx, "p", nil)),
			fanvue.OpCreatorPostsCreateComment:        second(c.Posts.CreateComment(ctx, "p", fanvue.CommentParams{Text: text})),
			fanvue.OpCreatorPostsDeleteComment:        c.Posts.DeleteComment(ctx, "p", "c"),
			fanvue.OpCreatorInsightsEarnings:          second(c.Insights.Earnings(ctx, nil)),
			fanvue.OpCreatorInsightsEarningsSummary:   second(c.Insights.EarningsSummary(ctx, nil)),
			fanvue.OpCreatorInsightsSubscribers:       second(c.Insights.Subscribers(ctx, nil)),
			fanvue.OpCreatorInsightsTopSpenders:       second(c.Insights.TopSpenders(ctx, nil)),
			fanvue.OpCreatorTrackingLinksList:         second(c.TrackingLinks.List(ctx, nil)),
			fanvue.OpCreatorTrackingLinksCreate:       second(c.TrackingLinks.Create(ctx, link)),
			fanvue.OpCreatorTrackingLinksDelete:       c.TrackingLinks.Delete(ctx, "l"),
			fanvue.OpCreatorTrackingLinksUsers:        second(c.TrackingLinks.Users(ctx, "l", nil)),
			fanvue.OpCreatorTrackingLinksUserMetadata: second(c.TrackingLinks.UserMetadata(ctx, "l", "fan")),
		}
		for _, op := range idTemplates() {
			if err, ok := calls[op.Name]; ok {
				server.checkRejected(t, op.Name, "creatorUserUuid", err)
			} else if strings.Contains(op.Path, "{creatorUserUuid}") {
				t.Errorf("%s is not checked", op.Name)
			}
		}
	}
}
