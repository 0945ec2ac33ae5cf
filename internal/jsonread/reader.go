// Package jsonread decodes JSON of the usual spelling in one pass. Everything else,
// valid or not, it leaves to encoding/json: it returns false, and never a value that
// encoding/json would not return.
//
// Its types are those of responses: structs, slices, maps, pointers, texts, numbers
// and types with an UnmarshalJSON method.
package jsonread

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math/bits"
	"reflect"
	"strings"
	"sync"
	"unicode/utf8"
)

// Unmarshal decodes data into the value that into points to, which must be the zero
// value or an empty slice. If it returns false, the value holds something or other.
func Unmarshal(data []byte, into any) bool {
	r := readers.Get().(*Reader)
	r.data = data
	_, ok := r.Decode(into)
	ok = ok && r.AtEnd()
	*r = Reader{}
	readers.Put(r)
	return ok
}

// readers holds readers between uses. They keep nothing.
var readers = sync.Pool{New: func() any { return new(Reader) }}

// maxDepth is the number of arrays and objects inside each other that are read. It
// bounds the stack; encoding/json allows more.
const maxDepth = 1000

// Reader reads the values of a JSON text, one after the other. Once a method has
// returned false, the others return nothing of use.
type Reader struct {
	data []byte
	// at is the position of the next byte.
	at int
	// depth is the number of arrays and objects that have begun and not ended.
	depth int
	// block holds short texts: see shared.
	block strings.Builder
}

// New returns a reader of data.
func New(data []byte) *Reader { return &Reader{data: data} }

// next returns the first byte after white space, which is where the reader is then,
// or 0 at the end.
func (r *Reader) next() byte {
	if r.at < len(r.data) && r.data[r.at] > ' ' {
		return r.data[r.at]
	}
	return r.afterSpace()
}

func (r *Reader) afterSpace() byte {
	for ; r.at < len(r.data); r.at++ {
		switch b := r.data[r.at]; b {
		case ' ', '\t', '\r', '\n':
		default:
			return b
		}
	}
	return 0
}

// Kind returns the first byte of the next value, or 0 at the end.
func (r *Reader) Kind() byte { return r.next() }

// AtEnd reports whether nothing follows.
func (r *Reader) AtEnd() bool {
	r.next()
	return r.at == len(r.data)
}

// take reads b if it is the next byte after white space, and reports whether it is.
func (r *Reader) take(b byte) bool {
	if r.next() != b {
		return false
	}
	r.at++
	return true
}

// begin begins an array or an object, which start with first.
func (r *Reader) begin(first byte) bool {
	if r.depth == maxDepth || !r.take(first) {
		return false
	}
	r.depth++
	return true
}

// more reports whether the array or object that ends with last has an element after
// those that have been read. It reads the comma before it, so there must be one.
func (r *Reader) more(last byte, read int) bool {
	if read == 0 {
		return r.next() != last
	}
	return r.take(',')
}

// end ends an array or an object, which end with last.
func (r *Reader) end(last byte) bool {
	if !r.take(last) {
		return false
	}
	r.depth--
	return true
}

// Members calls member with the name of each member of the next value, an object.
// member must read the value, and return whether to continue. Members returns false
// if it did not, if the value is not an object, or if a name is escaped.
func (r *Reader) Members(member func(name []byte) bool) bool {
	if !r.begin('{') {
		return false
	}
	for n := 0; r.more('}', n); n++ {
		name, plain, ok := r.name()
		if !ok || !plain || !member(name) {
			return false
		}
	}
	return r.end('}')
}

// name reads the name of a member and the colon.
func (r *Reader) name() (name []byte, plain, ok bool) {
	name, plain, ok = r.quoted()
	return name, plain, ok && r.take(':')
}

// Decode decodes the next value as Unmarshal does, and returns its text, which is
// part of the data.
func (r *Reader) Decode(into any) (text []byte, ok bool) {
	r.next()
	start, v := r.at, reflect.ValueOf(into).Elem()
	if !planOf(v.Type()).decode(r, v) {
		return nil, false
	}
	return r.data[start:r.at], true
}

// Raw returns the text of the next value, which is part of the data.
func (r *Reader) Raw() (text []byte, ok bool) {
	r.next()
	start := r.at
	if !r.skip() {
		return nil, false
	}
	return r.data[start:r.at], true
}

// skip reads a value of any kind.
func (r *Reader) skip() bool {
	switch r.next() {
	case '"':
		_, _, ok := r.quoted()
		return ok
	case '{':
		if !r.begin('{') {
			return false
		}
		for n := 0; r.more('}', n); n++ {
			if _, _, ok := r.name(); !ok || !r.skip() {
				return false
			}
		}
		return r.end('}')
	case '[':
		if !r.begin('[') {
			return false
		}
		for n := 0; r.more(']', n); n++ {
			if !r.skip() {
				return false
			}
		}
		return r.end(']')
	case 't':
		return r.word("true")
	case 'f':
		return r.word("false")
	case 'n':
		return r.word("null")
	}
	_, ok := r.number()
	return ok
}

// word reads what is written like that, and reports whether it comes next.
func (r *Reader) word(word string) bool {
	if len(r.data)-r.at < len(word) || string(r.data[r.at:r.at+len(word)]) != word {
		return false
	}
	r.at += len(word)
	return true
}

// number reads a number.
func (r *Reader) number() (text []byte, ok bool) {
	start := r.at
	r.sign("-")
	if r.at < len(r.data) && r.data[r.at] == '0' {
		r.at++
	} else if !r.digits() {
		return nil, false
	}
	if r.sign(".") && !r.digits() {
		return nil, false
	}
	if r.sign("eE") {
		r.sign("+-")
		if !r.digits() {
			return nil, false
		}
	}
	return r.data[start:r.at], true
}

// sign reads one of the characters of a number, and reports whether it was there.
func (r *Reader) sign(characters string) bool {
	if r.at == len(r.data) || strings.IndexByte(characters, r.data[r.at]) < 0 {
		return false
	}
	r.at++
	return true
}

// digits reads one digit or more.
func (r *Reader) digits() bool {
	start := r.at
	for r.at < len(r.data) && r.data[r.at] >= '0' && r.data[r.at] <= '9' {
		r.at++
	}
	return r.at > start
}

// quoted returns what is between the quotes of a text, and reports whether it means
// itself: it has no escapes and only ASCII characters.
func (r *Reader) quoted() (text []byte, plain, ok bool) {
	if r.next() != '"' {
		return nil, false, false
	}
	start := r.at + 1
	at := start
	for plain = true; ; at++ {
		at += ordinary(r.data[at:])
		if at == len(r.data) {
			return nil, false, false
		}
		switch b := r.data[at]; {
		case b == '"':
			r.at = at + 1
			return r.data[start:at], plain, true
		case b >= utf8.RuneSelf:
			plain = false
		case b == '\\':
			plain = false
			at++
			if at == len(r.data) || !isEscape(r.data[at:]) {
				return nil, false, false
			}
		default: // a control character
			return nil, false, false
		}
	}
}

// ordinary returns the number of characters at the start of text that mean
// themselves inside quotes. It looks at eight at a time.
func ordinary(text []byte) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	n := 0
	for ; len(text)-n >= 8; n += 8 {
		eight := binary.LittleEndian.Uint64(text[n:])
		quote, backslash := eight^'"'*ones, eight^'\\'*ones
		// Subtracting borrows from a byte's top bit if the byte is smaller. A borrow
		// may reach the bytes after it, so only the first of them is exact.
		if found := ((quote - ones) | (backslash - ones) | (eight - ' '*ones) | eight) & tops; found != 0 {
			return n + bits.TrailingZeros64(found)/8
		}
	}
	for n < len(text) && text[n] >= ' ' && text[n] < utf8.RuneSelf && text[n] != '"' && text[n] != '\\' {
		n++
	}
	return n
}

// isEscape reports whether text starts with what may follow a backslash.
func isEscape(text []byte) bool {
	if text[0] != 'u' {
		return strings.IndexByte(`"\/bfnrt`, text[0]) >= 0
	}
	if len(text) < len("u0000") {
		return false
	}
	for _, b := range text[1:len("u0000")] {
		if !(b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'f') {
			return false
		}
	}
	return true
}

// text reads a text.
func (r *Reader) text() (text string, ok bool) {
	r.next()
	start := r.at
	quoted, plain, ok := r.quoted()
	switch {
	case !ok:
		return "", false
	case plain, bytes.IndexByte(quoted, '\\') < 0 && utf8.Valid(quoted):
		return r.shared(quoted), true
	}
	return unescape(r.data[start:r.at])
}

// unescape returns the meaning of a text in quotes.
func unescape(quoted []byte) (text string, ok bool) {
	err := json.Unmarshal(quoted, &text)
	return text, err == nil
}

const (
	// blockLength is the length, in bytes, of the memory that short texts share. A
	// caller that keeps one of them keeps its block.
	blockLength = 512
	// maxShared is the length, in bytes, of the longest text that shares a block.
	// Ids, handles and names are shorter.
	maxShared = 64
)

// shared returns text as a string. Short texts share blocks of memory, because the
// allocations of hundreds of texts are most of what decoding a page costs.
func (r *Reader) shared(text []byte) string {
	if len(text) > maxShared {
		return string(text)
	}
	if r.block.Cap()-r.block.Len() < len(text) {
		r.block = strings.Builder{}
		r.block.Grow(min(blockLength, len(r.data)-r.at+len(text)+1))
	}
	start := r.block.Len()
	r.block.Write(text)
	return r.block.String()[start:]
}
