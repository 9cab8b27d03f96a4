package codec

import (
	"reflect"
	"slices"
)

// A matcher finds the keys of rows that the application may have changed.
type matcher struct {
	plan  *Plan
	old   rowList
	rows  reflect.Value   // the slice
	keys  []string        // of rows; "" where the key is not known yet
	used  map[string]bool // keys that a row has
	taken []bool          // old rows whose key is used

	renamed renamedRows
}

// match sets the keys of rows that have one of their own or were there before.
func (m *matcher) match() {
	for i := range m.keys {
		if key := m.plan.keyOf(m.rows.Index(i)); key != "" && !m.used[key] {
			m.keys[i], m.used[key] = key, true
		}
	}
	m.matchRenamed()
	for j, key := range m.old.keys {
		m.taken[j] = m.taken[j] || m.used[key] || m.plan.keyOf(m.old.seen.Index(j)) != ""
	}
	for i := range min(len(m.keys), len(m.taken)) {
		if m.isFree(i, i) && equalRow(m.old.seen.Index(i), m.rows.Index(i)) {
			m.take(i, i)
		}
	}
	m.matchContent()
	if len(m.keys) < len(m.taken) {
		return // it is not known which of the others were removed
	}
	j := 0
	for i := range m.keys {
		for j < len(m.taken) && m.taken[j] {
			j++
		}
		if j < len(m.taken) && m.keys[i] == "" {
			m.take(i, j)
		}
	}
}

// matchContent sets the keys of rows that are equal to an old one at another position.
func (m *matcher) matchContent() {
	byContent := map[string][]int{} // old rows
	for j := range m.taken {
		if !m.taken[j] {
			text := string(m.plan.AppendQuery(nil, m.old.seen.Index(j)))
			byContent[text] = append(byContent[text], j)
		}
	}
	if len(byContent) == 0 {
		return
	}
	for i := range m.keys {
		if m.keys[i] != "" {
			continue
		}
		text := string(m.plan.AppendQuery(nil, m.rows.Index(i)))
		if same := byContent[text]; len(same) > 0 {
			m.take(i, same[0])
			byContent[text] = same[1:]
		}
	}
}

// isFree reports whether row i has no key yet and the key of the old row j is not used.
func (m *matcher) isFree(i, j int) bool { return m.keys[i] == "" && !m.taken[j] }

// take gives row i the key of the old row j.
func (m *matcher) take(i, j int) {
	m.keys[i], m.taken[j] = m.old.keys[j], true
	m.used[m.keys[i]] = true
}

// newKey returns a key that no row has or had, derived from the content of a row.
func (m *matcher) newKey(content []byte, removed []string) string {
	for n := 0; ; n++ {
		if key := hashKey(content, n); !m.used[key] && !slices.Contains(removed, key) {
			m.used[key] = true
			return key
		}
	}
}
