package codec

import "reflect"

// renamedRows holds the new keys of rows whose key field the application has set, by their previous keys: a
// database has numbered them. The browser may send the previous key until it has the new one. The map is
// immutable.
type renamedRows map[string]string

// newKey returns the key of the row that has or had this key.
func (r renamedRows) newKey(key string) string {
	if renamed, ok := r[key]; ok {
		return renamed
	}
	return key
}

// matchRenamed finds rows that differ from the old row at their position only in the key field, which was
// zero. The keys of both are then those of one row.
func (m *matcher) matchRenamed() {
	m.renamed = m.old.renamed
	if m.plan.key == nil {
		return
	}
	renamed := renamedRows{}
	for i := range min(len(m.keys), len(m.old.keys)) {
		old := m.old.seen.Index(i)
		if m.keys[i] == "" || m.keys[i] == m.old.keys[i] || !isZero(m.plan.key.value(old)) {
			continue
		}
		row := reflect.New(m.plan.typ).Elem()
		row.Set(m.rows.Index(i))
		m.plan.key.value(row).SetZero()
		if !equalRow(old, row) {
			continue
		}
		renamed[m.old.keys[i]], m.taken[i] = m.keys[i], true
	}
	if len(renamed) == 0 {
		return
	}
	for key, to := range m.old.renamed {
		if len(renamed) < maxRemoved && m.used[to] {
			renamed[key] = to
		}
	}
	m.renamed = renamed
}
