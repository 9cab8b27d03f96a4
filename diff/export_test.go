package diff

// Cost compares as Compare does and returns how many bytes it looked at.
func Cost(old *Snapshot, html []byte) (int, error) {
	var d differ
	_, _, err := d.read(old, html)
	return d.reader.cost + d.cost, err
}
