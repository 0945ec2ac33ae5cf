package fanvue

import (
	"html"
	"strings"
	"unicode"
)

// compareText compares the text of an attempt with that of a listed message.
//
// The server may have changed the text, in undocumented ways: it may escape or
// normalize it, mask or replace words, rewrite links, or cut it off. So two texts
// are certainly the same if a reader sees no difference, and they prove two
// messages only if they have little in common. The limit is half of the shorter
// text's words, counted in letters, or half of the letters in order. Unrelated
// chat messages rarely reach it: shared greetings and pronouns stay below. An
// edit that leaves the message recognizable always reaches it. Masking may leave
// no letters at all: that proves nothing, nor do the marks of masking.
//
// A text that was replaced as a whole cannot be recognized, unless the new text
// says that something was removed.
func compareText(want, got string) match {
	want, got = visible(want), visible(got)
	switch {
	case want == got:
		return certain
	case want == "":
		return other // the server adds no text
	case notice().MatchString(got),
		masked().MatchString(got) && !masked().MatchString(want),
		readWords(want).like(readWords(got)),
		readWords(withoutEdits(want)).like(readWords(withoutEdits(got))),
		readWords(want).size == 0 && strings.Contains(got, want):
		return possible
	}
	return other
}

// visible returns text as a reader sees it: without HTML escapes, characters that
// have no width, and differences in white space.
func visible(text string) string {
	for range 3 { // a text may be escaped more than once
		text = html.UnescapeString(strings.Map(visibleRune, text))
	}
	return strings.Join(strings.Fields(strings.Map(visibleRune, text)), " ")
}

func visibleRune(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.In(r, unicode.Cf, unicode.Cc, unicode.Variation_Selector), r == '\u034F':
		return -1
	}
	return r
}

var (
	// link matches links, which a server may rewrite.
	link = pattern(`(?i)(?:https?://|www\.)\S+`)
	// edited matches replacements by a server: words in brackets, tags, names of
	// emoji, and masked words. It also matches the placeholders of templates.
	edited = pattern(`(?i)\[[^\[\]]{0,60}(?:\]|$)|\{[^{}]{0,60}\}|<[^<>]{1,200}>|:[a-z0-9_+-]+:|\S*(?:[*#•●■█▇\x{FFFD}]|__)\S*`)
	// masked matches the marks in place of a masked word. People seldom write them.
	masked = pattern(`[*#•●■█▇\x{FFFD}]{2}`)
	// notice matches the words of a notice that replaces a text.
	notice = pattern(`(?i)\b(?:blocked|censored|deleted|filtered|guidelines|hidden|moderat\w+|not available|prohibited|redacted|removed|unavailable|violat\w+|withheld)\b`)
)

// withoutEdits removes the parts of a text that may be edited, and makes all links
// equal.
func withoutEdits(text string) string {
	return edited().ReplaceAllString(link().ReplaceAllString(text, " url "), " ")
}

// letter is a letter or a digit as it is compared: in lower case, and without
// combining marks.
type letter struct {
	rune
	// marked reports whether it had combining marks.
	marked bool
}

// same reports whether l and other may stand for one letter. Decomposing a
// composed letter would need the tables of Unicode. But it is never ASCII, and
// its decomposed form has marks.
func (l letter) same(other letter) bool {
	return l.rune == other.rune ||
		l.marked != other.marked && (l.marked && other.rune > unicode.MaxASCII || other.marked && l.rune > unicode.MaxASCII) ||
		l.accented() && other.rune <= unicode.MaxASCII || other.accented() && l.rune <= unicode.MaxASCII
}

// accented reports whether l may be an ASCII letter with an accent, in the
// languages that have few of them.
func (l letter) accented() bool {
	const end = 0x180 // of the block Latin Extended-A
	return l.rune > unicode.MaxASCII && l.rune < end && unicode.IsLetter(l.rune)
}

// words is a text prepared for a comparison.
type words struct {
	counts map[string]int // by word
	size   int            // the number of letters in all words
	last   string         // the last word, which may be cut off
	// letters holds the letters of the text in order, without spaces.
	letters []letter
}

// unspaced lists the scripts without spaces between words. Pairs of their letters
// count as words.
var unspaced = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar}

// readWords splits a text into words: runs of letters and digits, pairs of
// letters in a script without spaces, and single symbols such as emoji.
func readWords(text string) *words {
	w := &words{counts: make(map[string]int)}
	var word []rune
	end := func() {
		w.add(string(word), len(word))
		word = word[:0]
	}
	var last rune // the previous letter, if its script has no spaces
	for _, r := range text {
		switch {
		case strings.ContainsRune("'’‘ʼ`´", r):
			continue // within a word, and often rewritten
		case unicode.Is(unicode.Mn, r) && unicode.Is(unicode.Inherited, r):
			if n := len(w.letters); n > 0 {
				w.letters[n-1].marked = true
			}
			continue
		case unicode.In(r, unspaced...) && (unicode.IsLetter(r) || unicode.IsMark(r)):
			end()
			w.letters = append(w.letters, letter{rune: r})
			if last != 0 {
				w.add(string([]rune{last, r}), 1)
			}
			last = r
			continue
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			for _, r := range plainLetters(r) {
				w.letters = append(w.letters, letter{rune: r})
				word = append(word, r)
			}
		case unicode.Is(unicode.So, r) && r != unicode.ReplacementChar:
			end()
			w.letters = append(w.letters, letter{rune: r})
			w.add(string(r), 1)
		default:
			end()
		}
		last = 0
	}
	end()
	return w
}

func (w *words) add(word string, size int) {
	if word != "" {
		w.last = word
		w.counts[word]++
		w.size += size
	}
}

// plainLetters returns r in lower case: a fullwidth or mathematical letter as the
// ASCII letter that it stands for, and a Hangul syllable as its parts.
func plainLetters(r rune) []rune {
	const (
		firstSyllable, syllables = 0xAC00, 11172
		mathLetters, mathDigits  = 0x1D400, 0x1D7CE
	)
	switch {
	case r >= firstSyllable && r < firstSyllable+syllables:
		n := r - firstSyllable
		parts := []rune{0x1100 + n/588, 0x1161 + n%588/28}
		if tail := n % 28; tail != 0 {
			parts = append(parts, 0x11A7+tail)
		}
		return parts
	case r >= '！' && r <= '～':
		r -= '！' - '!'
	case r >= mathLetters && r < mathLetters+13*52:
		r = rune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[(r-mathLetters)%52])
	case r >= mathDigits && r < mathDigits+5*10:
		r = '0' + (r-mathDigits)%10
	}
	return []rune{unicode.ToLower(r)}
}

// like reports whether got may be an edited form of w.
func (w *words) like(got *words) bool {
	switch {
	case len(got.letters) == 0:
		return true // nothing to compare is left
	case len(w.letters) == 0:
		return false
	}
	common := 0
	for word, n := range got.counts {
		size := len([]rune(word))
		if unicode.In([]rune(word)[0], unspaced...) {
			size = 1
		}
		common += min(n, w.counts[word]) * size
	}
	for word := range w.counts {
		if got.counts[word] == 0 && w.counts[got.last] == 0 && strings.HasPrefix(word, got.last) {
			common += len([]rune(got.last))
			break
		}
	}
	return common > 0 && 2*common >= min(w.size, got.size) || alike(w.letters, got.letters)
}

// maxLetters is the number of letters that are compared in order. It bounds the
// time that a hostile text takes.
const maxLetters = 256

// alike reports whether one text is the start of the other, or half of their
// letters are the same in order.
func alike(a, b []letter) bool {
	a, b = a[:min(len(a), maxLetters)], b[:min(len(b), maxLetters)]
	shorter := min(len(a), len(b))
	if changes(a[:shorter], b[:shorter]) == 0 {
		return true
	}
	longer := max(len(a), len(b))
	if longer <= 2*shorter && 2*changes(a, b) <= longer {
		return true
	}
	// The text may be cut off and edited in other ways, too.
	const enough = 8
	return shorter >= enough && 2*changes(a[:shorter], b[:shorter]) <= shorter
}

// changes returns the number of letters to replace, insert or remove to get from
// a to b.
func changes(a, b []letter) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			replaced := diagonal
			if !a[i].same(b[j]) {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
