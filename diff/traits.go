package diff

// traits are what a parser knows about an element by its name.
type traits uint32

const (
	known            traits = 1 << iota // means something in HTML
	void                                // has no end tag
	raw                                 // its content is text as it stands, up to its end tag
	rcdata                              // its content is text with character references
	closesP                             // its start tag ends an open <p>
	special                             // hides an open <li>, <dd>, <dt>
	scope                               // hides an open <p>, <nobr>, <button>
	marker                              // hides an open <a>
	heading                             // h1 to h6
	rubyPart                            // ends an element that implies its end
	implied                             // implies its end
	tablePart                           // stands in tables only
	headOnly                            // does not say what kind of template it is in
	leadingLF                           // drops a line feed after its start tag
	breakout                            // ends svg and math
	sharedWithSVG                       // is also a name in svg
	obsolete                            // no parser takes it as written, or no two alike
	integrationPoint                    // of svg and math: its children are HTML
	isOption
	isOptgroup
)

// leaf elements hold text alone: they have no nodes below them.
const textElement = raw | rcdata

// htmlElements says what the names of HTML mean. A name that is not listed is an ordinary element.
var htmlElements = newDictionary(map[traits]string{
	known: "abbr acronym audio bdi bdo canvas cite data datalist del dfn ins kbd label legend map mark math meter optgroup option output " +
		"picture progress q samp select slot svg time video",
	void:     "area base br col embed hr img input link meta param source track wbr",
	raw:      "iframe noscript script style",
	rcdata:   "textarea title",
	closesP:  "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre search section summary table ul",
	heading:  "h1 h2 h3 h4 h5 h6",
	rubyPart: "rb rp rt rtc",
	implied:  "dd dt li optgroup option p rb rp rt rtc",
	special: "area article aside base blockquote br button caption center col colgroup dd details dir dl dt embed fieldset figcaption figure footer " +
		"form h1 h2 h3 h4 h5 h6 head header hgroup hr iframe img input keygen li link main menu meta nav noscript object ol param pre script search " +
		"section select source style summary table tbody td template textarea tfoot th thead title tr track ul wbr",
	scope:     "caption object select table td template th",
	marker:    "caption object td template th",
	tablePart: "caption col colgroup tbody td tfoot th thead tr",
	headOnly:  "base link meta script style template title",
	leadingLF: "pre textarea",
	breakout: "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre ruby " +
		"s small span strong strike sub sup table tt u ul var",
	sharedWithSVG: "a audio canvas font iframe image script style svg textarea title video",
	isOption:      "option",
	isOptgroup:    "optgroup",
	obsolete: "applet basefont bgsound body frame frameset head html image isindex keygen listing marquee menuitem noembed noframes plaintext " +
		"selectedcontent xmp",
})

// svgElements and mathElements do the same for svg and math. Their names are lower-case here.
var (
	svgElements = newDictionary(map[traits]string{
		integrationPoint | special | scope: "desc foreignobject title",
		rcdata:                             "script style",
	})
	mathElements = newDictionary(map[traits]string{
		integrationPoint | special | scope: "mi mn mo ms mtext",
		special | scope:                    "annotation-xml",
		rcdata:                             "script style",
	})
)
