# One image for all roles: the role is the argument, `docker run IMAGE chat-api`.
# It needs no shell, no package manager and no writable folder when it runs.

FROM node:20.20.2-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
# Nothing in the image is made by a package's own install script; those serve development only.
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY .config .config
COPY local local
COPY actors actors
COPY app app
RUN npm run build && rm dist/.tsbuildinfo dist/.sources

FROM node:20.20.2-bookworm-slim AS dependencies
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM node:20.20.2-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json ./
COPY --from=dependencies /src/node_modules node_modules
COPY --from=build /src/dist dist
# A number, so that Kubernetes can see that it is not root.
USER 10001:10001
# The public edge (chat-api only), and the channel for the role's own sidecar.
EXPOSE 8080 3000
ENTRYPOINT ["node", "dist/app/main.js"]
