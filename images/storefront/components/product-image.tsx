import styles from "./product-image.module.css";

export interface ProductImageProps {
  /** undefined draws a placeholder with the product's first letter. */
  readonly src: string | undefined;
  readonly title: string;
  /** Text for those who cannot see it; empty where the title stands beside the picture. */
  readonly alt: string;
  /** Loads at once instead of when scrolled near. @default false */
  readonly eager?: boolean;
}

const tints = ["#c9d8cf", "#e2d3c3", "#cfd6e2", "#e0cfd4", "#d9d9c4", "#cbdadb"];

/** A square product picture, served as the backend keeps it. */
export function ProductImage({ src, title, alt, eager = false }: ProductImageProps) {
  if (!src) return <Placeholder title={title} alt={alt} />;
  return (
    // biome-ignore lint/performance/noImgElement: the optimiser needs a native library and a writable cache, which the image does not have
    <img
      className={styles.image}
      src={src}
      alt={alt}
      width={800}
      height={800}
      loading={eager ? "eager" : "lazy"}
      fetchPriority={eager ? "high" : "auto"}
      decoding="async"
    />
  );
}

function Placeholder({ title, alt }: { readonly title: string; readonly alt: string }) {
  const code = [...title].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0);
  const letter = [...title.trim()][0]?.toUpperCase() ?? "";
  return (
    <svg className={styles.image} viewBox="0 0 100 100" role="img" aria-label={alt} aria-hidden={alt === ""}>
      <rect width="100" height="100" fill={tints[code % tints.length]} />
      <text
        x="50"
        y="52"
        fill="#3c3a36"
        fillOpacity="0.7"
        fontSize="38"
        fontFamily="Georgia, serif"
        textAnchor="middle"
        dominantBaseline="central"
      >
        {letter}
      </text>
    </svg>
  );
}
