"""Images page: folders of pictures, searched by words and by pictures."""
