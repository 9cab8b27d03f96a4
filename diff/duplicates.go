package diff

// A DuplicateKey is a key that an element before it, with the same parent, has too.
type DuplicateKey struct {
	Key                  string
	Offset, Line, Column int // where the second element begins, as in SyntaxError
}

// DuplicateKeys lists the elements whose key (live-id, else id) a sibling before them has too. They are compared as if
// they had none; in development that is worth an error.
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
