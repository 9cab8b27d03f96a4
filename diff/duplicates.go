package diff

// A DuplicateKey is a key already used by an earlier sibling.
type DuplicateKey struct {
	Key                  string
	Offset, Line, Column int // position of the later element, as in SyntaxError
}

// DuplicateKeys returns the keys (live-id, or id if there is no live-id) that an earlier sibling
// has too, in document order. Elements with such a key are compared as if they had none.
func (s *Snapshot) DuplicateKeys() []DuplicateKey {
	return s.appendDuplicates(cursor{}, nil)
}

func (s *Snapshot) appendDuplicates(parent cursor, found []DuplicateKey) []DuplicateKey {
	seen := map[string]bool{}
	for c := s.firstChild(parent); c.node < s.endOf(parent); c = s.nextSibling(c) {
		if s.kind(c) != elementNode {
			continue
		}
		if k := keyOf(s.startTag(c)); !k.isZero() {
			id := string(k.value)
			if k.live {
				id = "live-id " + id
			}
			if seen[id] {
				line, column := lineColumn(s.html, int(c.offset))
				found = append(found, DuplicateKey{string(k.value), int(c.offset), line, column})
			}
			seen[id] = true
		}
		found = s.appendDuplicates(c, found)
	}
	return found
}
