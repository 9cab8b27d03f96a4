package livetest

// Traffic is what a step sent over the websocket. Bytes are those of the messages, without what the network adds.
type Traffic struct {
	Events int // to the server
	Frames int // from the server: what changed the page
	Up     int // bytes to the server
	Down   int // bytes from the server
}

// Sent is what the last step sent: what was done to the page, until it had settled. What livetest asks for its own checks does not count.
func (p *Page) Sent() Traffic {
	p.t.Helper()
	return p.memoryTab("Sent").lastStep.Traffic
}

// Renders is how often the page was rendered in the last step, without those for livetest's own checks.
func (p *Page) Renders() int {
	p.t.Helper()
	return p.memoryTab("Renders").lastStep.renders
}

// Mounts is how often a view was mounted for this tab: once for each live page that it showed, unless a session was lost.
func (p *Page) Mounts() int {
	p.t.Helper()
	return int(p.memoryTab("Mounts").mounts.Load())
}

// A measure is how much there was of everything.
type counters struct {
	Traffic
	renders int
}

// sofar is what there was since the page was loaded.
func (m *memoryTab) total() counters {
	up, down := m.page.client.Written(), m.page.client.Received()
	return counters{Traffic{up.Frames, down.Frames, up.Bytes, down.Bytes}, int(m.renders.Load())}
}

// measure takes down what the step was.
func (m *memoryTab) endStep() {
	now := m.total()
	m.lastStep = counters{
		Traffic{
			now.Events - m.stepStart.Events, now.Frames - m.stepStart.Frames,
			now.Up - m.stepStart.Up, now.Down - m.stepStart.Down,
		},
		now.renders - m.stepStart.renders,
	}
}
