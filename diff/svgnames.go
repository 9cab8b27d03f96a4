package diff

import "strings"

// In svg and math a parser converts names to lower case and then restores the case of these.
var (
	svgElementNames   = byLowerCase("altGlyph altGlyphDef altGlyphItem animateColor animateMotion animateTransform clipPath feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence foreignObject glyphRef linearGradient radialGradient textPath")
	svgAttributeNames = byLowerCase("attributeName attributeType baseFrequency baseProfile calcMode clipPathUnits diffuseConstant edgeMode filterUnits glyphRef gradientTransform gradientUnits kernelMatrix kernelUnitLength keyPoints keySplines keyTimes lengthAdjust limitingConeAngle markerHeight markerUnits markerWidth maskContentUnits maskUnits numOctaves pathLength patternContentUnits patternTransform patternUnits pointsAtX pointsAtY pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits refX refY repeatCount repeatDur requiredExtensions requiredFeatures specularConstant specularExponent spreadMethod startOffset stdDeviation stitchTiles surfaceScale systemLanguage tableValues targetX targetY textLength viewBox viewTarget xChannelSelector yChannelSelector zoomAndPan")
)

func byLowerCase(list string) map[string][]byte {
	byLower := map[string][]byte{}
	for name := range strings.FieldsSeq(list) {
		byLower[strings.ToLower(name)] = []byte(name)
	}
	return byLower
}

// elementName returns the name that an element has in the DOM.
func (ns namespace) elementName(name []byte) []byte {
	if ns == htmlNS {
		return name
	}
	name = lowerName(name, nil)
	if ns == svgNS {
		if adjusted, ok := svgElementNames[string(name)]; ok {
			return adjusted
		}
	}
	return name
}

// attributeName returns the qualified name that an attribute has in the DOM.
func (ns namespace) attributeName(name []byte) []byte {
	if ns == htmlNS {
		return name
	}
	name = lowerName(name, nil)
	if ns == svgNS {
		if adjusted, ok := svgAttributeNames[string(name)]; ok {
			return adjusted
		}
	} else if string(name) == "definitionurl" {
		return []byte("definitionURL")
	}
	return name
}
