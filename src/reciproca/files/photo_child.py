"""The child process that reads a photo: ties its own hands first, then decodes what stands on its standard input.

It imports nothing of ours. It writes the picture made anew (a JPEG without any metadata; square, or whole when the
argument says so), or a word on standard error that says why not.
"""

import sys

MOST_PIXELS = 24_000_000
SIDE = 640
LONGEST = 1600  # of a picture that is kept whole
WHOLE = "whole"
MEMORY = 700 * 1024 * 1024
SECONDS = 15


def main() -> int:
    _bind()
    # Only now, with the limits in force, is anything imported that touches the picture.
    import io

    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    data = sys.stdin.buffer.read()
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG", "PNG", "WEBP"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return _refuse("too_many_pixels")
            near = LONGEST if WHOLE in sys.argv else 2 * SIDE
            picture.draft("RGB", (near, near))  # a JPEG is decoded small at once
            picture.load()
            upright = ImageOps.exif_transpose(picture)
    except Image.DecompressionBombError:
        return _refuse("too_many_pixels")
    except Exception:
        return _refuse("not_a_picture")
    drawn = _on_paper(upright)
    if WHOLE in sys.argv:
        drawn.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    else:
        drawn = ImageOps.fit(drawn, (SIDE, SIDE), Image.Resampling.LANCZOS)
    anew = Image.new("RGB", drawn.size)
    anew.paste(drawn)
    answer = io.BytesIO()
    anew.save(answer, "JPEG", quality=86, optimize=True)
    sys.stdout.buffer.write(answer.getvalue())
    return 0


def _on_paper(picture):
    """Without transparency: what is see-through becomes the colour of our paper."""
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        paper = Image.new("RGBA", layer.size, (250, 246, 238, 255))
        return Image.alpha_composite(paper, layer).convert("RGB")
    return picture.convert("RGB")


def _refuse(why: str) -> int:
    sys.stderr.write(why)
    return 2


def _bind() -> None:
    try:
        import resource
    except ImportError:  # a system without them: the parent's clock and the pixel cap remain
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, ceiling = resource.getrlimit(what)
        most = most if ceiling == resource.RLIM_INFINITY else min(most, ceiling)
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    sys.exit(main())
