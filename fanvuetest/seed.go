package fanvuetest

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/fanvue-go/fanvue"
)

// Ids of the seeded data. MeUUID exists in an [Empty] server too.
const (
	// MeUUID is the user of the account of [Server.Me].
	MeUUID = "a0000000-0000-4000-8000-000000000001"
	// FanUUID is a subscriber with a chat that has unread messages.
	FanUUID = "f0000000-0000-4000-8000-000000000001"
	// BuyerUUID is a subscriber who bought BoughtMessageUUID.
	BuyerUUID = "f0000000-0000-4000-8000-000000000002"
	// FollowerUUID is a follower without a subscription or a chat.
	FollowerUUID = "f1000000-0000-4000-8000-000000000001"
	// CreatorUUID is the first of the two managed creators.
	CreatorUUID = "c0000000-0000-4000-8000-000000000001"
	// CreatorFanUUID is a subscriber of CreatorUUID, with a chat that has an
	// unread message.
	CreatorFanUUID = "f2000000-0000-4000-8000-000000000101"
	// PricedMessageUUID is a message with media that FanUUID has not bought.
	PricedMessageUUID = "e0000000-0000-4000-8000-000000000001"
	// BoughtMessageUUID is a message with media that BuyerUUID has bought.
	BoughtMessageUUID = "e0000000-0000-4000-8000-000000000002"
	// MediaUUID is an image in the library of MeUUID.
	MediaUUID = "d0000000-0000-4000-8000-000000000001"
	// TemplateUUID is a template with text only.
	TemplateUUID = "70000000-0000-4000-8000-000000000001"
	// PricedTemplateUUID is a template with media and a price.
	PricedTemplateUUID = "70000000-0000-4000-8000-000000000002"
	// CustomListUUID is a custom list with members.
	CustomListUUID = "10000000-0000-4000-8000-000000000001"
	// AppUUID is an app of MeUUID.
	AppUUID = "b0000000-0000-4000-8000-000000000001"
)

const (
	secondCreatorUUID = "c0000000-0000-4000-8000-000000000002"
	videoUUID         = "d0000000-0000-4000-8000-000000000002"
	audioUUID         = "d0000000-0000-4000-8000-000000000003"
	secondListUUID    = "10000000-0000-4000-8000-000000000002"
	planUUID          = "b1000000-0000-4000-8000-000000000001"
)

const day = 24 * time.Hour

// Names of the seeded users. Handles are derived from them.
const (
	subscriberNames = "Jonas Weller,Priya Raman,Marcus Oyelaran,Elena Petrescu,Tom Ashdown,Sofia Lindqvist," +
		"Diego Marfil,Hannah Brookes,Kenji Morita,Amara Dike,Lucas Fontaine,Nadia Haddad,Oliver Penrose," +
		"Mei-Lin Zhou,Rafael Couto,Ingrid Solheim,Samuel Adjei,Claire Dubois,Viktor Sokolov,Aisha Karim," +
		"Ben Carraway,Lara Conti,Noah Vandermeer"
	formerSubscriberNames = "Max Lindner"
	followerNames         = "Greta Holm,Felix Baumann,Yara Santos,Peter Novak,Leila Farouk,Owen Gallagher," +
		"Mina Sato,Carlos Ibarra,Freya Nilsen"
	firstCreatorFans  = "Dario Conte,Emma Lockhart,Hugo Martel,Sana Iqbal,Will Thornton"
	secondCreatorFans = "Nora Eklund,Patrick Byrne,Iris Kato,Theo Laurent"
)

func defaultUser(now time.Time) fanvue.User {
	return fanvue.User{
		UUID: MeUUID, Handle: "ava.rivers", DisplayName: "Ava Rivers", AvatarURL: avatar("ava.rivers"),
		RegisteredAt: fanvue.NewTimestamp(now.Add(-700 * day)), Role: "creator",
	}
}

func avatar(handle string) string { return "https://media.example.com/avatars/" + handle + ".jpg" }

// seed adds the data of a new server. All times are relative to now.
func (st *state) seed(now time.Time) {
	st.me.profile = profile{
		email: "ava.rivers@example.com", bio: "Travel photographer. New sets every Friday.",
		bannerURL: "https://media.example.com/banners/ava.rivers.jpg",
		createdAt: now.Add(-700 * day), updatedAt: now.Add(-12 * day), likes: 4210,
		content:      contentCounts{AudioCount: 4, ImageCount: 312, PayToViewPostCount: 18, PostCount: 148, VideoCount: 27},
		lastPayoutAt: now.Add(-9 * day), subscriptionPrice: 1499,
	}
	subscribers := st.me.seedContacts("f0000000-0000-4000-8000-%012d", 1, subscriberNames, now)
	st.me.seedSubscriptions(subscribers, now)
	for _, former := range st.me.seedContacts("f3000000-0000-4000-8000-%012d", 1, formerSubscriberNames, now) {
		st.me.subscribe(former, now.Add(-200*day), true, false)
		st.me.unsubscribe(former, now.Add(-200*day+subscriptionPeriod))
	}
	followers := st.me.seedContacts("f1000000-0000-4000-8000-%012d", 1, followerNames, now)
	for i, follower := range followers {
		follower.followedAt = now.Add(-time.Duration(5*i+2) * day)
	}
	st.me.seedLibrary(now)
	st.me.seedChats(subscribers, followers, now)
	st.me.seedLists(subscribers, followers, now)
	st.me.seedNotifications(subscribers, followers, now)
	st.me.seedVault(now)
	st.me.seedPosts(now)
	st.me.seedPayments(1_284_550, 64_325, now)
	st.me.seedAutomation(now)
	st.seedAgency(now)

	first := st.seedCreator(CreatorUUID, "Juno Park", 101, firstCreatorFans, now)
	first.seedFormerSubscribers(2, now)
	second := st.seedCreator(secondCreatorUUID, "Remy Castell", 201, secondCreatorFans, now)
	second.seedFormerSubscribers(3, now)
	st.app = &app{
		uuid: AppUUID, name: "Inbox Helper", planUUID: planUUID, planName: "Studio", price: 999,
		subscriber: first, periodEnd: now.Add(17 * day),
	}
}

// seedContacts adds a contact for each name. Most have a picture.
func (a *account) seedContacts(uuidFormat string, firstNumber int, names string, now time.Time) []*contact {
	var users []*contact
	for i, name := range strings.Split(names, ",") {
		handle := strings.ToLower(strings.NewReplacer(" ", ".", "-", "").Replace(name))
		user := fanvue.User{
			UUID: fmt.Sprintf(uuidFormat, firstNumber+i), Handle: handle, DisplayName: name,
			RegisteredAt: fanvue.NewTimestamp(now.Add(-time.Duration(90+11*i) * day)),
		}
		if i%4 != 3 {
			user.AvatarURL = avatar(handle)
		}
		users = append(users, a.contact(user, now))
	}
	return users
}

// seedSubscriptions subscribes users. Some subscriptions will end, and one is a
// free trial.
func (a *account) seedSubscriptions(users []*contact, now time.Time) {
	for i, user := range users {
		onTrial := i == min(3, len(users)-1)
		a.subscribe(user, now.Add(-time.Duration(3*i+1)*day), i%5 != 4 && !onTrial, onTrial)
	}
}

func (a *account) seedLibrary(now time.Time) {
	image := a.addMedia(MediaUUID, fanvue.MediaImage, now.Add(-40*day))
	image.name = "sunset-pier.jpg"
	video := a.addMedia(videoUUID, fanvue.MediaVideo, now.Add(-30*day))
	video.name = "lisbon-tram.mp4"
	audio := a.addMedia(audioUUID, fanvue.MediaAudio, now.Add(-20*day))
	audio.name = "good-morning.m4a"
	a.templates = []*template{
		{uuid: TemplateUUID, folder: "Welcome", content: content{text: "Welcome aboard! Where are you from?"}},
		{uuid: PricedTemplateUUID, folder: "Premium sets", content: content{
			text: "The full Lisbon set, just for you.", media: []*media{image, video}, price: 1500,
		}},
	}
}

// seedMessage adds a message to the chat with user and returns it. Messages of
// the user are unread, those of the account are read.
func (a *account) seedMessage(user *contact, fromAccount bool, at time.Time, added content) *message {
	m := a.newMessage(at)
	m.content = added
	m.kind = fanvue.MessageSingleRecipient
	m.fromAccount = fromAccount
	m.isRead = fromAccount
	a.openChat(user, at).add(m)
	return m
}

// seedChats adds six chats. Those with Jonas, Marcus and Sofia are unread.
func (a *account) seedChats(subscribers, followers []*contact, now time.Time) {
	jonas, priya, marcus, elena, sofia := subscribers[0], subscribers[1], subscribers[2], subscribers[3], subscribers[5]
	felix := followers[1]
	image, video := findMedia(a.library, MediaUUID), findMedia(a.library, videoUUID)

	a.seedMessage(elena, false, now.Add(-9*day), content{text: "Which camera do you use?"})
	a.seedMessage(elena, true, now.Add(-9*day+time.Hour), content{text: "A small one that fits every bag."})
	elena.chat.markAsRead()
	elena.nickname = "Camera Elena"
	elena.chat.muted = true

	a.seedMessage(felix, true, now.Add(-6*day), content{text: "Thanks for the follow!"})

	a.seedMessage(priya, false, now.Add(-4*day), content{text: "Is the tram video out yet?"})
	bought := a.seedMessage(priya, true, now.Add(-4*day+2*time.Hour), content{
		text: "Here it is, uncut.", media: []*media{video}, price: 7500,
	})
	priya.chat.setUUID(bought, BoughtMessageUUID)
	a.sell(priya, bought, now.Add(-4*day+3*time.Hour))
	a.seedMessage(priya, false, now.Add(-3*day), content{text: "Worth every cent."}).kind = fanvue.MessageTip
	priya.isTopSpender = true
	priya.chat.markAsRead()

	a.seedMessage(sofia, false, now.Add(-26*time.Hour), content{text: "Hello from Malmö!"})

	a.seedMessage(marcus, true, now.Add(-8*time.Hour), content{text: "How was the concert?"})
	a.seedMessage(marcus, false, now.Add(-7*time.Hour), content{text: "Loud & lovely <3"})
	marcus.subscribedTo, marcus.isCreator = true, true

	a.seedMessage(jonas, false, now.Add(-5*time.Hour), content{text: "Hi Ava, are you awake?"}).isRead = true
	priced := a.seedMessage(jonas, true, now.Add(-4*time.Hour), content{text: "Always. Look at this.", media: []*media{image}, price: 999})
	jonas.chat.setUUID(priced, PricedMessageUUID)
	jonas.chat.last().isRead = false
	a.seedMessage(jonas, false, now.Add(-50*time.Minute), content{text: "Wow."})
	a.seedMessage(jonas, false, now.Add(-48*time.Minute), content{text: "Where was that?"})

	for _, user := range []*contact{jonas, sofia, felix} {
		user.online, user.lastSeenAt = true, now
	}
	for i, user := range []*contact{priya, marcus, elena} {
		user.lastSeenAt = now.Add(-time.Duration(i+1) * 3 * time.Hour)
	}
}

// setUUID replaces the generated id of a message.
func (c *chat) setUUID(m *message, uuid string) {
	delete(c.byUUID, m.uuid)
	m.uuid = uuid
	c.byUUID[uuid] = m
}

func (a *account) seedLists(subscribers, followers []*contact, now time.Time) {
	a.lists = []*customList{
		{uuid: CustomListUUID, name: "Regulars", createdAt: now.Add(-60 * day), members: []*contact{subscribers[0], subscribers[1], subscribers[5]}},
		{uuid: secondListUUID, name: "Win back", createdAt: now.Add(-14 * day), members: []*contact{followers[0], followers[1]}},
	}
}

func (a *account) seedNotifications(subscribers, followers []*contact, now time.Time) {
	notify := func(event fanvue.NotificationEvent, from *contact, age time.Duration, isRead bool, data string) {
		a.addNotification(&notification{
			uuid: a.state.newUUID(), event: event, isRead: isRead, createdAt: now.Add(-age), data: json.RawMessage(data),
			originator: &fanvue.NotificationUser{
				UUID: from.uuid, Handle: from.handle, DisplayName: from.displayName, AvatarURL: from.avatarURL, IsCreator: from.isCreator,
			},
		})
	}
	notify(fanvue.NotificationPurchase, subscribers[1], 4*day, true, `{"price":7500}`)
	notify(fanvue.NotificationTip, subscribers[1], 3*day, true, `{"price":2000}`)
	notify(fanvue.NotificationNewFollower, followers[0], 2*day, false, `{}`)
	notify(fanvue.NotificationNewSubscriber, subscribers[0], day, false, `{}`)
	notify(fanvue.NotificationPostLike, subscribers[7], 3*time.Hour, false, `{}`)
}

// seedCreator adds a managed creator with fans, two of whom have a chat.
func (st *state) seedCreator(uuid, name string, firstNumber int, fans string, now time.Time) *account {
	handle := strings.ToLower(strings.ReplaceAll(name, " ", "."))
	account := st.me.addCreator(fanvue.User{
		UUID: uuid, Handle: handle, DisplayName: name, AvatarURL: avatar(handle),
		RegisteredAt: fanvue.NewTimestamp(now.Add(-400 * day)),
	}, now)
	account.profile.bio = "Managed with care."
	account.profile.subscriptionPrice = 999
	account.addMedia("d1"+uuid[2:], fanvue.MediaImage, now.Add(-25*day))

	users := account.seedContacts("f2000000-0000-4000-8000-%012d", firstNumber, fans, now)
	account.seedSubscriptions(users, now)
	account.seedMessage(users[1], false, now.Add(-3*day), content{text: "Loved the last set."})
	account.seedMessage(users[1], true, now.Add(-2*day), content{text: "Thank you!"})
	users[1].chat.markAsRead()
	account.seedMessage(users[0], false, now.Add(-2*time.Hour), content{text: "When are you live?"})
	users[0].online, users[0].lastSeenAt = true, now
	users[2].lastSeenAt = now.Add(-day)
	account.lists = []*customList{{uuid: "11" + uuid[2:], name: "Close friends", createdAt: now.Add(-10 * day), members: users[:2:2]}}
	account.notifications = []*notification{{uuid: st.newUUID(), event: fanvue.NotificationPromotion, createdAt: now.Add(-day)}}
	account.seedVault(now)
	account.seedPosts(now)
	account.seedPayments(310_900, 12_050, now)
	return account
}
