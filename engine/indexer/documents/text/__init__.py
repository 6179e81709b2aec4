"""Files of text with a notation of their own: TeX, subtitles, notebooks, JSON."""
