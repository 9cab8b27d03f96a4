package diff

// Cost compares like Compare and returns how many bytes it inspected.
func (o Options) Cost(old *Snapshot, html []byte) (int, error) {
	d := differ{options: o}
	_, _, err := d.compare(old, html)
	return d.reader.cost + d.cost, err
}

// OneText reports whether compareOneText applies, which compares without parsing.
func OneText(old *Snapshot, html []byte) bool {
	var d differ
	s := newSnapshot(html, old.in)
	return d.compareOneText(old, s, commonPrefix(old.html, s.html))
}
