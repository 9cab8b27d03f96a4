package diff

// A DuplicateKey is a key that an element before it, with the same parent, has too.
type DuplicateKey struct {
	Key                  string
	Offset, Line, Column int // where the second element begins, as in SyntaxError
}

// DuplicateKeys lists the elements whose key (live-id, else id) a sibling before them has too. They are compared as if
// they had none; in development that is worth an error.
func (s *Snapshot) DuplicateKeys() []DuplicateKey {
	return s.duplicates(place{}, nil)
}

func (s *Snapshot) duplicates(parent place, found []DuplicateKey) []DuplicateKey {
	seen := map[string]bool{}
	for c := s.child(parent); c.node < s.end(parent); c = s.after(c) {
		if s.kind(c) != elementNode {
			continue
		}
		if k := keyOf(s.startTag(c)); !k.none() {
			id := string(k.value)
			if k.live {
				id = "live-id " + id
			}
			if seen[id] {
				line, column := position(s.html, int(c.at))
				found = append(found, DuplicateKey{string(k.value), int(c.at), line, column})
			}
			seen[id] = true
		}
		found = s.duplicates(c, found)
	}
	return found
}
