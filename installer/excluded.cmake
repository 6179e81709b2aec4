# A third of the compile: what llama.cpp's own programs share (arguments, downloads, templates). Nothing of ours loads it.
set(LLAMA_BUILD_COMMON OFF)
