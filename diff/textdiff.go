package diff

import (
	"bytes"
	"encoding/binary"

	"github.com/lively-go/lively/internal/jsonstring"
)

// compareTexts compares the decoded contents of two texts, comments or text elements, and adds the
// shortest op that turns one into the other.
func (d *differ) compareTexts(o, n cursor, e elementInfo) {
	a, b := d.old.textOf(o, e, &d.text[0]), d.new.textOf(n, e, &d.text[1])
	d.cost += 2 * (len(a) + len(b))
	if bytes.Equal(a, b) {
		return
	}
	start := commonPrefix(a, b)
	if start == len(a) && start > 0 {
		d.ops.addOp(o, pendingOp{kind: AppendText, text: d.ops.appendText(b[start:])})
		return
	}
	for start > 0 && inRune(a, start) {
		start--
	}
	end := commonSuffix(a[start:], b[start:])
	for end > 0 && inRune(a, len(a)-end) {
		end--
	}
	insert := b[start : len(b)-end]
	keep, del := utf16Len(a[:start]), utf16Len(a[start:len(a)-end])
	if decimalLen(keep)+decimalLen(del)+len(",,")+jsonstring.Len(insert) < jsonstring.Len(b) {
		d.ops.addOp(o, pendingOp{kind: Splice, start: keep, delete: del, text: d.ops.appendText(insert)})
		return
	}
	d.ops.addOp(o, pendingOp{kind: SetText, text: d.ops.appendText(b)})
}

// inRune reports whether offset i is inside a code point of s.
func inRune(s []byte, i int) bool {
	return i < len(s) && s[i]&0xc0 == 0x80
}

// utf16Len returns the length of s in UTF-16 code units.
func utf16Len(s []byte) (n int) {
	for len(s) > 0 {
		if len(s) >= 8 && binary.LittleEndian.Uint64(s)&0x8080808080808080 == 0 {
			n, s = n+8, s[8:]
			continue
		}
		switch c := s[0]; {
		case c >= 0xf0:
			n += 2 // a surrogate pair
		case c&0xc0 != 0x80:
			n++
		}
		s = s[1:]
	}
	return n
}

func decimalLen(n int) int {
	d := 1
	for ; n >= 10; n /= 10 {
		d++
	}
	return d
}
