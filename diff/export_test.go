package diff

// Cost compares as Compare does and returns how many bytes it looked at.
func Cost(old *Snapshot, html []byte) (int, error) {
	var d differ
	_, _, err := d.compare(old, html)
	return d.reader.cost + d.cost, err
}

// OneText says whether the two are found to differ in one text at most, by a look at their bytes.
func OneText(old *Snapshot, html []byte) bool {
	var d differ
	s := newSnapshot(html)
	return d.compareOneText(old, s, commonPrefix(old.html, s.html))
}
