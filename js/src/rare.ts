// The module of bindings that few pages have.

import "./away"
import "./hover"
import "./shortcuts"
import "./windows"
import { moduleScript } from "./client"

moduleScript.ownParts = {}
