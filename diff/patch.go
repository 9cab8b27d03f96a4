package diff

// A Patch is an edit script: ops in the order of the nodes they address. It is plain data, safe to keep.
type Patch []Op

// An Op changes one node of the old tree.
type Op struct {
	Node   int    // number of the node in the old tree; never less than that of the op before
	Kind   Kind   // what to do
	Name   string // of an attribute
	Text   string // text or attribute value, decoded
	Start  int    // Splice: UTF-16 units kept before
	Delete int    // Splice: UTF-16 units removed
	List   []Item // Children: how the new children come about
}

// Kind is the op's number on the wire.
type Kind uint8

// The ops of docs/reference/protocol.md.
const (
	SetText    Kind = iota // the whole text becomes Text
	AppendText             // Text comes after it
	Splice                 // Text takes the place of Delete units after Start
	SetAttr                // attribute Name becomes Text
	RemoveAttr             // attribute Name goes
	Children               // the children become what List says
)

// An Item builds part of the new children, left to right. Exactly one of its parts counts.
type Item struct {
	Kind ItemKind
	N    int    // Keep, Remove: how many of the next old children. Move: which old child, counted from 0
	HTML string // Insert: markup of the new nodes
}

// ItemKind says what an [Item] is.
type ItemKind uint8

// The items of a Children op.
const (
	Keep ItemKind = iota
	Remove
	Insert
	Move
)
