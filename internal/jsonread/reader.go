// Package jsonread decodes JSON of the usual spelling in one pass after it has been
// validated. Whatever is unusual it leaves to encoding/json: it returns false, and
// never a value that encoding/json would not return.
//
// Its types are those of responses: structs, slices, maps, pointers, texts, numbers
// and types with an UnmarshalJSON method.
package jsonread

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"sync"
	"unicode/utf8"
)

// Unmarshal decodes data into the value that into points to, which must be the zero
// value or an empty slice. If it returns false, the value holds something or other.
func Unmarshal(data []byte, into any) bool {
	if !isValid(data) {
		return false
	}
	r := readers.Get().(*Reader)
	r.data = data
	_, ok := r.Decode(into)
	*r = Reader{}
	readers.Put(r)
	return ok
}

// readers holds readers between uses. They keep nothing.
var readers = sync.Pool{New: func() any { return new(Reader) }}

// Reader reads the values of a valid JSON text, one after the other.
type Reader struct {
	data []byte
	// at is the position of the next byte.
	at int
	// block holds short texts: see shared.
	block strings.Builder
}

// New returns a reader of data, or false if it is not one JSON value.
func New(data []byte) (*Reader, bool) {
	if !isValid(data) {
		return nil, false
	}
	return &Reader{data: data}, true
}

// next returns the first byte of the next value, which is where the reader is then.
func (r *Reader) next() byte {
	for {
		switch b := r.data[r.at]; b {
		case ' ', '\t', '\r', '\n', ',', ':':
			r.at++
		default:
			return b
		}
	}
}

// Kind returns the first byte of the next value.
func (r *Reader) Kind() byte { return r.next() }

// Members calls member with the name of each member of the next value, an object.
// member must read the value, and return whether to continue. Members returns false
// if it did not, if the value is not an object, or if a name is escaped.
func (r *Reader) Members(member func(name []byte) bool) bool {
	if r.next() != '{' {
		return false
	}
	for r.at++; r.next() != '}'; {
		name, plain := r.quoted()
		if !plain || !member(name) {
			return false
		}
	}
	r.at++
	return true
}

// Decode decodes the next value as Unmarshal does, and returns its text, which is
// part of the data.
func (r *Reader) Decode(into any) (text []byte, ok bool) {
	r.next()
	start, v := r.at, reflect.ValueOf(into).Elem()
	ok = planOf(v.Type()).decode(r, v)
	return r.data[start:r.at], ok
}

// Raw returns the text of the next value, which is part of the data.
func (r *Reader) Raw() []byte {
	r.next()
	start, depth := r.at, 0
	for {
		switch b := r.data[r.at]; b {
		case '"':
			r.quoted()
		case '{', '[':
			depth++
			r.at++
		case '}', ']':
			depth--
			r.at++
		case ' ', '\t', '\r', '\n', ',', ':':
			r.at++
			continue
		default:
			r.word()
		}
		if depth == 0 {
			return r.data[start:r.at]
		}
	}
}

// word returns a number, true, false or null.
func (r *Reader) word() []byte {
	start := r.at
	for ; r.at < len(r.data); r.at++ {
		switch r.data[r.at] {
		case ' ', '\t', '\r', '\n', ',', '}', ']':
			return r.data[start:r.at]
		}
	}
	return r.data[start:]
}

// quoted returns what is between the quotes of a text, and reports whether it means
// itself: it has no escapes and only ASCII characters.
func (r *Reader) quoted() (text []byte, plain bool) {
	start := r.at + 1
	end := start
	for plain = true; r.data[end] != '"'; end++ {
		if b := r.data[end]; b == '\\' {
			plain = false
			end++
		} else if b >= utf8.RuneSelf {
			plain = false
		}
	}
	r.at = end + 1
	return r.data[start:end], plain
}

// text returns the next value, a text.
func (r *Reader) text() string {
	start := r.at
	text, plain := r.quoted()
	if plain {
		return r.shared(text)
	}
	if bytes.IndexByte(text, '\\') < 0 && utf8.Valid(text) {
		return r.shared(text)
	}
	var unescaped string
	_ = json.Unmarshal(r.data[start:r.at], &unescaped) // it is a valid text
	return unescaped
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
