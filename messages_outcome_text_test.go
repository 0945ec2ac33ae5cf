package fanvue_test

import (
	"html"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
)

// chatTexts are unrelated messages as creators write them.
var chatTexts = []string{
	"Thank you for writing! I will read it tonight.",
	"Hey babe, how was your day?",
	"Good morning handsome, did you sleep well?",
	"I just posted a new video, go check it out",
	"Sorry for the late reply, I was at the gym all afternoon",
	"Hi, it's me",
	"What are you up to this weekend?",
	"Only for you: the full set from Lisbon, 24 photos",
	"haha you are so funny",
	"Happy birthday!! Hope you have an amazing day",
	"Thanks for subscribing, tell me a bit about yourself",
	"Do you want to see what I wore under that dress?",
	"ok",
	"Miss you too",
	"I'm going live at 8pm, don't be late",
	"That tip made my day, you are the best",
	"New here? Send me a message and I will answer personally",
	"Let me know if you would like a custom video",
	"My flight got cancelled so I am stuck in Madrid",
	"Sweet dreams",
	"Where are you from?",
	"Who is your favourite football player?",
	"20% off all bundles until Sunday night",
	"I love talking to you",
	"Привет, мой дорогой! Как прошёл твой день?",
	"Спасибо за подписку, расскажи немного о себе",
	"Сегодня вечером выложу новое видео",
	"Доброе утро, ты хорошо спал?",
	"Bonjour chéri, tu as passé une bonne journée ?",
	"Merci beaucoup pour ton abonnement, ça me touche énormément",
	"Je pars en vacances à Évian demain",
	"Guten Morgen mein Süßer, hast du gut geschlafen?",
	"Danke für dein Abo, erzähl mir etwas über dich",
	"Heute Abend gibt es ein neues Video, sei nicht zu spät",
	"Hola guapo, ¿cómo estás?",
	"Gracias por suscribirte, cuéntame algo de ti",
	"今日はありがとうございます。とても楽しかったです",
	"新しい動画を投稿しました、見てくださいね",
	"おはよう、よく眠れましたか？",
	"오늘 하루 어땠어요? 보고 싶어요",
	"새 영상을 올렸어요, 꼭 확인해 주세요",
	"谢谢你的订阅，告诉我一些关于你的事",
	"早上好，昨晚睡得好吗",
	"Cảm ơn bạn đã đăng ký, hãy kể cho mình nghe về bạn",
	"Chào buổi sáng, bạn ngủ có ngon không?",
	"สวัสดีตอนเช้า เมื่อคืนหลับสบายไหม",
	"ขอบคุณที่ติดตามนะคะ เล่าเรื่องของคุณให้ฟังหน่อย",
	"सुप्रभात, क्या आप अच्छे से सोए?",
	"सदस्यता के लिए धन्यवाद, अपने बारे में बताइए",
	"صباح الخير، هل نمت جيداً؟",
	"شكراً لاشتراكك، أخبرني قليلاً عن نفسك",
	"Καλημέρα, κοιμήθηκες καλά;",
	"Ευχαριστώ πολύ για τη συνδρομή σου",
	"❤️❤️",
	"😂",
}

// edits holds changes that a server may make to a text. Each returns a text that a reader
// recognises as the one that was sent, or the same text where it does not apply.
var edits = map[string]func(text string, random *rand.Rand) string{
	"escaped":       func(text string, _ *rand.Rand) string { return html.EscapeString(text) },
	"escaped twice": func(text string, _ *rand.Rand) string { return html.EscapeString(html.EscapeString(text)) },
	"numeric escapes": func(text string, _ *rand.Rand) string {
		return strings.NewReplacer("'", "&#x27;", "!", "&#33;").Replace(text)
	},
	"trimmed":         func(text string, _ *rand.Rand) string { return strings.TrimSpace(text) },
	"wrapped":         func(text string, _ *rand.Rand) string { return "\r\n " + strings.ReplaceAll(text, " ", "\r\n") + "\n" },
	"no-break spaces": func(text string, _ *rand.Rand) string { return strings.ReplaceAll(text, " ", "\u00a0") },
	"no spaces":       func(text string, _ *rand.Rand) string { return strings.ReplaceAll(text, " ", "") },
	"composed":        func(text string, _ *rand.Rand) string { return composer.Replace(text) },
	"decomposed":      func(text string, _ *rand.Rand) string { return decomposer.Replace(text) },
	"without accents": func(text string, _ *rand.Rand) string {
		return strings.NewReplacer("é", "e", "ê", "e", "ü", "u", "ß", "ss", "á", "a", "¿", "").Replace(text)
	},
	"without U+FE0F":  func(text string, _ *rand.Rand) string { return strings.ReplaceAll(text, "\ufe0f", "") },
	"U+200B within":   func(text string, random *rand.Rand) string { return insert(text, "\u200b", random) },
	"U+FEFF in front": func(text string, _ *rand.Rand) string { return "\ufeff" + text },
	"smart quotes": func(text string, _ *rand.Rand) string {
		return strings.NewReplacer("'", "’", "...", "…", " - ", " – ").Replace(text)
	},
	"upper case":      func(text string, _ *rand.Rand) string { return strings.ToUpper(text) },
	"without emoji":   func(text string, _ *rand.Rand) string { return symbols.ReplaceAllString(text, "") },
	"emoji as names":  func(text string, _ *rand.Rand) string { return symbols.ReplaceAllString(text, ":heart:") },
	"emoji as ?":      func(text string, _ *rand.Rand) string { return symbols.ReplaceAllString(text, "??") },
	"links rewritten": func(text string, _ *rand.Rand) string { return links.ReplaceAllString(text, "https://fnv.ue/x7Ghj2") },
	"links removed":   func(text string, _ *rand.Rand) string { return links.ReplaceAllString(text, "[link removed]") },
	"paragraphs": func(text string, _ *rand.Rand) string {
		return "<p>" + strings.ReplaceAll(text, "\n", "<br/>") + "</p>"
	},
	"a word masked":    func(text string, random *rand.Rand) string { return replaceWord(text, "****", random) },
	"a word in part":   func(text string, random *rand.Rand) string { return maskWord(text, random) },
	"a word censored":  func(text string, random *rand.Rand) string { return replaceWord(text, "[censored]", random) },
	"a word dropped":   func(text string, random *rand.Rand) string { return replaceWord(text, "", random) },
	"a word blacked":   func(text string, random *rand.Rand) string { return replaceWord(text, "█████", random) },
	"all masked":       func(text string, _ *rand.Rand) string { return letters.ReplaceAllString(text, "*") },
	"emptied":          func(string, *rand.Rand) string { return "" },
	"a notice":         func(string, *rand.Rand) string { return "This message was removed by moderation" },
	"cut off":          func(text string, random *rand.Rand) string { return cutOff(text, random) },
	"cut off with …":   func(text string, random *rand.Rand) string { return cutOff(text, random) + "…" },
	"a line added":     func(text string, _ *rand.Rand) string { return text + "\n\nSent with FanTool" },
	"fullwidth":        func(text string, _ *rand.Rand) string { return fullwidth(text) },
	"mathematical":     func(text string, _ *rand.Rand) string { return mathematical(text) },
	"replacement char": func(text string, _ *rand.Rand) string { return symbols.ReplaceAllString(text, "\ufffd") },
}

var (
	symbols    = regexp.MustCompile(`\p{So}\x{FE0F}?`)
	letters    = regexp.MustCompile(`[\p{L}\p{M}\p{N}]`)
	links      = regexp.MustCompile(`https?://\S+`)
	composer   = strings.NewReplacer(pairs(false)...)
	decomposer = strings.NewReplacer(pairs(true)...)
)

// pairs are some letters in their composed and decomposed forms.
func pairs(decompose bool) []string {
	var replacements []string
	for composed, decomposed := range map[string]string{
		"é": "e\u0301", "è": "e\u0300", "ê": "e\u0302", "É": "E\u0301", "ç": "c\u0327", "ü": "u\u0308", "ä": "a\u0308", "à": "a\u0300",
		"ó": "o\u0301", "á": "a\u0301", "ả": "a\u0309", "ơ": "o\u031b", "ạ": "a\u0323", "ã": "a\u0303", "ý": "y\u0301", "ể": "e\u0302\u0309",
		"ă": "a\u0306", "ề": "e\u0302\u0300", "ổ": "o\u0302\u0309", "ủ": "u\u0309",
		"й": "и\u0306", "ё": "е\u0308", "が": "か\u3099", "で": "て\u3099", "ば": "は\u3099", "ど": "と\u3099",
		"ή": "η\u0301", "έ": "ε\u0301", "ά": "α\u0301", "ώ": "ω\u0301", "ύ": "υ\u0301",
		"오": "\u110b\u1169", "늘": "\u1102\u1173\u11af", "하": "\u1112\u1161", "루": "\u1105\u116e", "새": "\u1109\u1162", "영": "\u110b\u1167\u11bc",
	} {
		if decompose {
			replacements = append(replacements, composed, decomposed)
		} else {
			replacements = append(replacements, decomposed, composed)
		}
	}
	return replacements
}

func insert(text, what string, random *rand.Rand) string {
	runes := []rune(text)
	at := random.IntN(len(runes) + 1)
	return string(runes[:at]) + what + string(runes[at:])
}

func replaceWord(text, by string, random *rand.Rand) string {
	fields := strings.Fields(text)
	fields[random.IntN(len(fields))] = by
	return strings.Join(fields, " ")
}

func maskWord(text string, random *rand.Rand) string {
	fields := strings.Fields(text)
	at := random.IntN(len(fields))
	word := []rune(fields[at])
	fields[at] = string(word[0]) + strings.Repeat("*", len(word)-1)
	return strings.Join(fields, " ")
}

// cutOff leaves at least the half of a text.
func cutOff(text string, random *rand.Rand) string {
	runes := []rune(text)
	return string(runes[:len(runes)-random.IntN(len(runes)/2+1)])
}

func fullwidth(text string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r <= '~' {
			return r + 'Ａ' - 'A'
		}
		return r
	}, text)
}

func mathematical(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r - 'A' + '𝐀'
		case r >= 'a' && r <= 'z':
			return r - 'a' + '𝐚'
		}
		return r
	}, text)
}

// moreTexts are those that an edit leaves little of.
var moreTexts = []string{
	"Tom & Mia <3", "I love you ❤️", "Look: https://example.com/a/b?c=d", "https://example.com/only", "Fuck me", "hi", "Hi!", "<3", "!!!",
	"50% off & more > less", "Don't \"stop\" - it's fun...", "Été", "à", "*wink* come here", "Hi {name}, thanks", "H e l l o", "1234", "e\u0301te\u0301", "💋",
	" Thank you <3\n", "a\u200bb", "👨‍👩‍👧 family", "AT&amp;T is literal here", "\u0438\u0306", strings.Repeat("A long story. ", 350),
}

// compareTexts returns what Outcome says of a chat that has got where want was
// to be sent.
func compareTexts(t *testing.T, chat *chat, want, got string) fanvue.Outcome {
	t.Helper()
	now := time.Now()
	chat.messages = []string{chatMessage("ours", map[string]any{"text": got, "sentAt": now.Add(-time.Hour)}), chatMessage("before", nil)}
	result, err := chat.client(t).Messages.Outcome(t.Context(), "fan", fanvue.SendAttempt{
		Params: fanvue.MessageParams{Text: want}, StartedAt: now.Add(-time.Hour), EndedAt: now.Add(-time.Hour), AfterMessageUUID: "before",
	})
	if err != nil {
		t.Fatal(err)
	}
	if result.Outcome == fanvue.OutcomeStillUnknown && (len(result.Candidates) != 1 || result.Candidates[0].UUID != "ours") {
		t.Errorf("%.60q and %.60q: the candidates are %v", want, got, result.Candidates)
	}
	return result.Outcome
}

// No edit of a text proves that it is another message, two edits at once do not
// either, and the harmless ones leave no doubt.
func TestEditedTextIsNeverAnother(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(8, 3))
	harmless := map[string]bool{
		"escaped": true, "escaped twice": true, "numeric escapes": true, "trimmed": true, "wrapped": true, "no-break spaces": true,
		"without U+FE0F": true, "U+200B within": true, "U+FEFF in front": true,
	}
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(edits)), func(name string) bool {
		return name == "a notice" || name == "a line added" // what is left may be too little to edit
	})
	anyEdit := func(text string) string {
		if edited := edits[names[random.IntN(len(names))]](text, random); strings.TrimSpace(edited) != "" {
			return edited
		}
		return text
	}
	// These hide from a second look what the first edit was.
	disguises := map[string]bool{"a line added": true, "fullwidth": true, "mathematical": true}
	counts := map[fanvue.Outcome]int{}
	chat := new(chat)
	check := func(name, want, got string) fanvue.Outcome {
		found := compareTexts(t, chat, want, got)
		counts[found]++
		if found == fanvue.OutcomeNotSent {
			t.Errorf("%s: %.60q and %.60q count as different messages", name, want, got)
		}
		return found
	}
	texts := append(moreTexts, chatTexts...)
	if sample(t) { // every fourth
		texts = sampleOf(texts, 4)
	}
	for _, text := range texts {
		for _, name := range slices.Sorted(maps.Keys(edits)) {
			for range 2 {
				if !disguises[name] && len([]rune(text)) > 16 {
					check(name+" and another", text, edits[name](anyEdit(text), random))
				}
				edited := edits[name](text, random)
				if found := check(name, text, edited); harmless[name] && found != fanvue.OutcomeSent {
					t.Errorf("%s: %.60q and %.60q are in doubt", name, text, edited)
				}
			}
		}
	}
	t.Logf("%v", counts)
}

// Unrelated messages of a busy chat leave no doubt, or nothing could ever be
// sent there again. A few pairs say half the same.
func TestUnrelatedTextIsAnother(t *testing.T) {
	t.Parallel()
	chat := new(chat)
	counts := map[fanvue.Outcome]int{}
	texts := chatTexts
	if sample(t) {
		texts = sampleOf(texts, 2)
	}
	for i, want := range texts {
		for j, got := range texts {
			if i != j {
				counts[compareTexts(t, chat, want, got)]++
			}
		}
	}
	t.Logf("%v", counts)
	if counts[fanvue.OutcomeSent] > 0 || 100*counts[fanvue.OutcomeStillUnknown] > counts[fanvue.OutcomeNotSent] {
		t.Errorf("got %v, want none that is the same, and less than 1 %% in doubt", counts)
	}
}

// sampleOf returns every nth text.
func sampleOf(texts []string, n int) (sample []string) {
	for i := 0; i < len(texts); i += n {
		sample = append(sample, texts[i])
	}
	return sample
}
