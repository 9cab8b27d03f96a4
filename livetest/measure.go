package livetest

// Traffic is what a step sent over the websocket. Bytes are those of the messages, without what the network adds.
type Traffic struct {
	Events int // to the server
	Frames int // from the server: what changed the page
	Up     int // bytes to the server
	Down   int // bytes from the server
}

// A measure is how much there was of everything.
type measure struct {
	Traffic
	renders int
}

// Sent is what the last step sent: what was done to the page, until it had settled. What livetest asks for its own checks does not count.
func (p *Page) Sent() Traffic {
	p.t.Helper()
	p.inMemory("Sent")
	return p.step.Traffic
}

// Renders is how often the page was rendered in the last step, without those for livetest's own checks.
func (p *Page) Renders() int {
	p.t.Helper()
	p.inMemory("Renders")
	return p.step.renders
}

// Mounts is how often a view was mounted for this tab: once for each live page that it showed, unless a session was lost.
func (p *Page) Mounts() int {
	p.t.Helper()
	p.inMemory("Mounts")
	return int(p.mounts.Load())
}

// sofar is what there was since the page was loaded.
func (p *Page) sofar() measure {
	up, down := p.tab.c.Written(), p.tab.c.Received()
	return measure{Traffic{up.Frames, down.Frames, up.Bytes, down.Bytes}, int(p.renders.Load())}
}

// measure takes down what the step was.
func (p *Page) measure() {
	now := p.sofar()
	p.step = measure{
		Traffic{
			now.Events - p.before.Events, now.Frames - p.before.Frames,
			now.Up - p.before.Up, now.Down - p.before.Down,
		},
		now.renders - p.before.renders,
	}
}
