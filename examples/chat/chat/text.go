package chat

import (
	"regexp"
	"strings"
	"unicode"
)

// A piece of a message: text, or a link.
type piece struct {
	text string
	link bool
}

var link = regexp.MustCompile(`https?://[^\s<>"]+`)

// pieces finds the links in a text. Punctuation after an address is not part of it.
func pieces(text string) (all []piece) {
	for {
		at := link.FindStringIndex(text)
		if at == nil {
			break
		}
		to := at[0] + len(strings.TrimRight(text[at[0]:at[1]], ".,;:!?)'"))
		if at[0] > 0 {
			all = append(all, piece{text: text[:at[0]]})
		}
		all = append(all, piece{text[at[0]:to], true})
		text = text[to:]
	}
	if text != "" {
		all = append(all, piece{text: text})
	}
	return all
}

var emoji = strings.NewReplacer(
	":smile:", "😄", ":heart:", "❤️", ":thumbsup:", "👍", ":tada:", "🎉", ":fire:", "🔥", ":wave:", "👋", ":eyes:", "👀",
	":rocket:", "🚀", ":thinking:", "🤔", ":cry:", "😢",
)

// big says that a text is nothing but a few emoji.
func big(text string) bool {
	n := 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.So, r):
			n++
		case r != '\uFE0F' && r != '\u200D' && !unicode.Is(unicode.Sk, r) && r != ' ':
			return false
		}
	}
	return n > 0 && n <= 4
}
