package livetest

// Traffic is the WebSocket traffic of one step. Bytes are those of the message payloads.
type Traffic struct {
	Events        int // sent to the server
	Frames        int // received from the server
	BytesSent     int // to the server
	BytesReceived int // from the server
}

// Traffic returns the WebSocket traffic of the last step, which lasts from the start of an action
// until the page has settled. The checks of livetest itself do not count.
func (p *Page) Traffic() Traffic {
	p.t.Helper()
	return p.memoryTab("Traffic").lastStep.Traffic
}

// Renders returns how often the page and its nested views were rendered in the last step. The checks of livetest itself do
// not count.
func (p *Page) Renders() int {
	p.t.Helper()
	return p.memoryTab("Renders").lastStep.renders
}

// Mounts returns how often a view of a page was mounted for this tab: once for each live page that it
// showed, plus the number of remounts. Nested views do not count.
func (p *Page) Mounts() int {
	p.t.Helper()
	return int(p.memoryTab("Mounts").mounts.Load())
}

// Requests returns how many HTTP requests the tab has sent for its pages: to load documents, and to show other pages
// in them. Each redirect is one more. Those for the client's files, and those that open WebSockets, do not count. A page
// that Back shows as it was needs none.
func (p *Page) Requests() int {
	p.t.Helper()
	return p.memoryTab("Requests").requests
}

// Documents returns how many documents the tab has loaded. A link of live.Navigate, and Socket.Navigate, show another
// live page without loading one.
func (p *Page) Documents() int {
	p.t.Helper()
	return p.memoryTab("Documents").documents
}

// counters are the totals of a page, or those of a step.
type counters struct {
	Traffic
	renders int
}

// total returns the counters since the page was loaded.
func (m *memoryTab) total() counters {
	up, down := m.page.client.Written(), m.page.client.Received()
	return counters{Traffic{up.Frames, down.Frames, up.Bytes, down.Bytes}, int(m.renders.Load())}
}

// endStep records the counters of the step that ends.
func (m *memoryTab) endStep() {
	now := m.total()
	m.lastStep = counters{
		Traffic{
			now.Events - m.stepStart.Events, now.Frames - m.stepStart.Frames,
			now.BytesSent - m.stepStart.BytesSent, now.BytesReceived - m.stepStart.BytesReceived,
		},
		now.renders - m.stepStart.renders,
	}
}
