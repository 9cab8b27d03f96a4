package wire

// Approximate bytes of memory.
const (
	messageSize = 256 // of the struct of a join or resume
	stringSize  = 16  // of a string without its bytes
	entrySize   = 48  // of an entry of a map with numbers
	formSize    = 128 // of the structs of a form in a join
)

// Size returns the approximate number of bytes of memory that j holds.
func (j Join) Size() int {
	n := messageSize + len(j.Build) + len(j.Instance) + len(j.URL) + len(j.Token) + len(j.Sticky) +
		len(j.Client.TimeZone) + len(j.Client.Language) + entrySize*len(j.Sums)
	for _, name := range j.Capabilities {
		n += stringSize + len(name)
	}
	for _, f := range j.Forms {
		n += formSize + len(f.ID) + Event{URL: f.URL, Form: &f.Form}.Size()
		for _, name := range f.Used {
			n += stringSize + len(name)
		}
	}
	return n
}

// Size returns the approximate number of bytes of memory that r holds.
func (r Resume) Size() int {
	return messageSize + len(r.Build) + len(r.Instance) + len(r.URL) + len(r.Session) + entrySize*len(r.Roots)
}
